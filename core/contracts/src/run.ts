import { z } from 'zod';
import { Extraction } from './extraction.ts';
import { Digest, Id, Name, Scalar, Timestamp } from './identifier.ts';
import { ReproductionOrder, ReproductionVerdict } from './reproduction.ts';
import { StepOrigin } from './reuse.ts';
import { StepUsage } from './step-limits.ts';

export const RunState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type RunState = z.infer<typeof RunState>;
export const StepState = z.enum([
  'waiting',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
]);
export type StepState = z.infer<typeof StepState>;

/** A file that a step produced, stored as a blob. */
export const Artifact = z.strictObject({ name: z.string(), digest: Digest, bytes: z.int().min(0) });
export type Artifact = z.infer<typeof Artifact>;

/** What a step leaves behind. `snapshot` of a snapshot or holdout step, `artifacts` of a command, `version` of register. */
export const StepOutput = z.strictObject({
  snapshot: z.strictObject({ digest: Digest, rows: z.int(), bytes: z.int() }).optional(),
  /** Of a snapshot that is one side of a split: what the other side is taken from. */
  extraction: Extraction.optional(),
  artifacts: z.array(Artifact).optional(),
  model: z.strictObject({ name: Name, version: z.int().min(1) }).optional(),
  evaluation: Id.optional(),
  /** Of the step that compares a version with the one made again. */
  reproduction: ReproductionVerdict.optional(),
  review: Id.nullable().optional(),
});
export type StepOutput = z.infer<typeof StepOutput>;

export const StepFailure = z.strictObject({
  reason: z.string(),
  code: z.string().optional(),
  exitCode: z.int().nullable(),
  lastLines: z.array(z.string()),
});
export type StepFailure = z.infer<typeof StepFailure>;

/** `platform` steps (register, holdout, evaluate) are the platform's own and follow the declared ones. */
export const RunStep = z.strictObject({
  name: z.string(),
  kind: z.enum(['snapshot', 'command', 'register', 'holdout', 'evaluate', 'reproduce']),
  needs: z.array(z.string()),
  state: StepState,
  attempt: z.int().min(0),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
  output: StepOutput.nullable(),
  failure: StepFailure.nullable(),
  /** Of the last attempt; absent when it ran no process or was not measured. */
  usage: StepUsage.optional(),
  /** Where its output comes from; absent when it ran itself. */
  reusedFrom: StepOrigin.optional(),
});
export type RunStep = z.infer<typeof RunStep>;

export const Run = z.strictObject({
  id: Id,
  job: Name,
  jobRevision: z.int().min(1),
  state: RunState,
  trigger: z.enum(['person', 'schedule', 'alert', 'webhook', 'search']),
  /** The search whose run it is; absent when it is nobody's. */
  parent: Id.optional(),
  /** What it makes again; absent when it makes something new. */
  reproduces: ReproductionOrder.optional(),
  author: z.string(),
  parameters: z.record(z.string(), Scalar),
  seed: z.int(),
  steps: z.array(RunStep),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
});
export type Run = z.infer<typeof Run>;

export const LogLine = z.strictObject({
  sequence: z.int().min(0),
  step: z.string(),
  at: Timestamp,
  stream: z.enum(['stdout', 'stderr', 'platform']),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

export const MetricPoint = z.strictObject({
  key: z.string().min(1),
  value: z.number(),
  step: z.int().default(0),
  at: Timestamp.optional(),
});
export type MetricPoint = z.infer<typeof MetricPoint>;

/** A point as a step logs it: one that the database of the job server can hold and find again. */
export const LoggedMetric = MetricPoint.extend({
  key: z.string().min(1).max(500),
  at: Timestamp.refine((at) => !at.startsWith('0000'), 'there is no year 0').optional(),
});
