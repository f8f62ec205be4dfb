import { z } from 'zod';
import { Estimate } from './evaluation.ts';
import { Id, Name, Timestamp } from './identifier.ts';

export const MonitorKind = z.enum(['inputs', 'predictions', 'volume', 'quality']);
export type MonitorKind = z.infer<typeof MonitorKind>;

export const MonitorState = z.enum(['ok', 'warn', 'alert', 'insufficient_data', 'inconclusive', 'error']);
export type MonitorState = z.infer<typeof MonitorState>;

export const MonitorRequest = z.strictObject({
  endpoint: Name,
  kind: MonitorKind,
  /** The window that a scheduled check looks at. */
  windowMinutes: z
    .int()
    .min(1)
    .max(60 * 24 * 90)
    .default(60),
  /** Cron of the check; absent: only on demand. */
  schedule: z.string().optional(),
  /** Score from which drift is said (Jensen-Shannon base 2, normed Wasserstein), default 0.1; the noise floor raises it. */
  threshold: z.number().min(0).optional(),
  /** Rows below which the answer is insufficient_data; default by method (methods.md 4.6). */
  minimumRows: z.int().min(1).optional(),
  /** Volume bounds per window when there is no history. */
  minimumPredictions: z.int().min(0).optional(),
  maximumPredictions: z.int().min(0).optional(),
  /** Alert needs this many windows in a row. */
  consecutive: z.int().min(1).max(10).default(1),
  webhook: z.url().optional(),
  playbook: z.string().default(''),
});
export type MonitorRequest = z.infer<typeof MonitorRequest>;

export const Monitor = z.strictObject({
  ...MonitorRequest.shape,
  id: Id,
  state: MonitorState.nullable(),
  createdAt: Timestamp,
});
export type Monitor = z.infer<typeof Monitor>;

/** One figure of a check with all that led to its state. */
export const Finding = z.strictObject({
  /** A feature, `score`, `volume`, or a metric. */
  subject: z.string(),
  state: MonitorState,
  method: z.string(),
  rows: z.int(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  floor: z.number().nullable(),
  interval: Estimate.nullable(),
  detail: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const Check = z.strictObject({
  id: Id,
  monitor: Id,
  endpoint: Name,
  kind: MonitorKind,
  from: Timestamp,
  to: Timestamp,
  state: MonitorState,
  findings: z.array(Finding),
  at: Timestamp,
});
export type Check = z.infer<typeof Check>;

export const Alert = z.strictObject({
  id: Id,
  monitor: Id,
  endpoint: Name,
  kind: MonitorKind,
  state: z.enum(['firing', 'acknowledged', 'resolved']),
  severity: z.enum(['warning', 'critical']),
  summary: z.string(),
  playbook: z.string(),
  openedAt: Timestamp,
  acknowledgedBy: z.string().nullable(),
  resolvedAt: Timestamp.nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** One arm of an experiment with its live quality. */
export type ArmAnalysis = z.infer<typeof ArmAnalysis>;
export const ArmAnalysis = z.strictObject({
  variant: Name,
  model: Name,
  version: z.int(),
  predictions: z.int(),
  units: z.int(),
  labelled: z.int(),
  errors: z.int(),
  metrics: z.record(z.string(), Estimate),
});

/** The analysis of a running or stopped experiment. Differences are challenger − control. */
export const ExperimentAnalysis = z.strictObject({
  experiment: Id,
  endpoint: Name,
  arms: z.array(ArmAnalysis),
  comparisons: z.array(
    z.strictObject({
      variant: Name,
      metric: z.string(),
      /** Always-valid sequential interval (methods.md 1.3). */
      difference: Estimate,
      p: z.number().nullable(),
    }),
  ),
  sampleRatio: z.strictObject({ p: z.number(), ok: z.boolean() }),
  /** What the stated rule says: promote when the Brier difference is shown to be below the margin and its value is not above 0. */
  recommendation: z.strictObject({
    action: z.enum(['promote', 'keep', 'wait']),
    variant: Name.nullable(),
    rule: z.string(),
    reason: z.string(),
  }),
});
export type ExperimentAnalysis = z.infer<typeof ExperimentAnalysis>;
