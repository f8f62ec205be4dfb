import { z } from 'zod';
import { Estimate } from './evaluation.ts';
import { Guardrail } from './experiment.ts';
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
  /** Training job of which an alert starts a run, at most as often as the job's `onAlert` allows. A person decides on what it trains. */
  job: Name.optional(),
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

/** What an alert is about: the monitor's kind, or an experiment that was stopped without a person. */
export const AlertKind = z.enum([...MonitorKind.options, 'experiment']);
export type AlertKind = z.infer<typeof AlertKind>;

export const Alert = z.strictObject({
  id: Id,
  /** The monitor, or the experiment that was stopped. */
  monitor: Id,
  endpoint: Name,
  kind: AlertKind,
  /** An alert of a monitor is resolved by its next good check, that of an experiment by its acknowledgement. */
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

/** What the one-sided, always-valid rule says of one guardrail of one arm (methods.md 1.12). */
export const GuardrailResult = z.strictObject({
  variant: Name,
  metric: Guardrail.shape.metric,
  overMs: z.number().nullable(),
  /** Requests of the arm, and the shares of bad ones; null without a request. */
  requests: z.int(),
  arm: z.number().nullable(),
  control: z.number().nullable(),
  /** arm − control, with its lower bound; `upper` is null because only harm is looked for. */
  harm: Estimate,
  margin: z.number(),
  state: z.enum(['ok', 'stop', 'insufficient_data']),
});
export type GuardrailResult = z.infer<typeof GuardrailResult>;

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
  guardrails: z.array(GuardrailResult),
  /** Of units at their first exposure; a p below 0.001 hides the recommendation. */
  sampleRatio: z.strictObject({ p: z.number(), ok: z.boolean() }),
  /**
   * What the stated rule says: promote when the difference in the experiment's metric is shown to be better than the margin and its value
   * is not worse than 0; `inconclusive`: the split of the units contradicts the weights, and no figure can be trusted.
   */
  recommendation: z.strictObject({
    action: z.enum(['promote', 'keep', 'wait', 'inconclusive']),
    variant: Name.nullable(),
    rule: z.string(),
    reason: z.string(),
  }),
});
export type ExperimentAnalysis = z.infer<typeof ExperimentAnalysis>;

/** One shadow beside the live answers to the same requests. Differences are shadow − live. */
export const ShadowArmAnalysis = z.strictObject({
  variant: Name,
  model: Name,
  version: z.int(),
  /** Rows that both answered, and those that the shadow could not. */
  compared: z.int(),
  missing: z.int(),
  /** Share of the compared rows with the same decision (Wilson); no value without decisions. */
  agreement: Estimate,
  difference: z.strictObject({
    mean: z.number().nullable(),
    meanAbsolute: z.number().nullable(),
    maximumAbsolute: z.number().nullable(),
  }),
  labelled: z.int(),
  /** McNemar's test of equal accuracy on the labelled rows (methods.md 3.3). */
  mcNemar: z.strictObject({
    bothRight: z.int(),
    onlyLiveRight: z.int(),
    onlyShadowRight: z.int(),
    bothWrong: z.int(),
    p: z.number(),
    method: z.enum(['mid-p', 'chi-square']),
  }),
  /** Paired: both scores against the same outcome, in units; the interval is always valid. */
  brier: z.strictObject({
    live: z.number().nullable(),
    shadow: z.number().nullable(),
    difference: Estimate,
    p: z.number().nullable(),
  }),
});
export type ShadowArmAnalysis = z.infer<typeof ShadowArmAnalysis>;

export const ShadowAnalysis = z.strictObject({
  experiment: Id,
  endpoint: Name,
  shadows: z.array(ShadowArmAnalysis),
  guardrails: z.array(GuardrailResult),
});
export type ShadowAnalysis = z.infer<typeof ShadowAnalysis>;
