import { z } from 'zod';
import { Criterion } from './criterion.ts';
import { Name, Scalar } from './identifier.ts';

/** Retries with exponential back-off: attempt k waits `delaySeconds`·2^(k-1). */
export const RetryPolicy = z.strictObject({
  limit: z.int().min(0).max(20).default(0),
  delaySeconds: z.number().min(0).max(3600).default(1),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

const stepBase = { name: Name, needs: z.array(Name).default([]), retry: RetryPolicy.prefault({}) };

/** Runs one SELECT over the warehouse; its result is a snapshot that later steps name as input. */
export const SnapshotStep = z.strictObject({
  kind: z.literal('snapshot'),
  ...stepBase,
  sql: z.string().min(1),
});
/** Runs a command in a process of its own; what it writes to SLIPWAY_OUTPUT_DIR are its artifacts. */
export const CommandStep = z.strictObject({
  kind: z.literal('command'),
  ...stepBase,
  /** Program and arguments, no shell. `node` is the Node that runs Slipway. */
  command: z.array(z.string().min(1)).min(1),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(7 * 86400)
    .default(3600),
});
export const Step = z.discriminatedUnion('kind', [SnapshotStep, CommandStep]);
export type Step = z.infer<typeof Step>;
export type SnapshotStep = z.infer<typeof SnapshotStep>;
export type CommandStep = z.infer<typeof CommandStep>;

/** A slice of the evaluation: one per value of a column (`top` most frequent), or bands of a numeric column. */
export const SliceDeclaration = z.strictObject({
  column: z.string().min(1),
  top: z.int().min(1).max(100).default(20),
  /** Lower edges of numeric bands: [0, 6, 12, 18] gives [0,6), [6,12), [12,18), [18,∞). Absent: by value. */
  bands: z.array(z.number()).optional(),
});
export type SliceDeclaration = z.infer<typeof SliceDeclaration>;

/** What the platform evaluates; the training steps never see the holdout. */
export const EvaluationPlan = z.strictObject({
  /** SELECT whose rows hold the features of the signature, the label, and the slice columns. */
  holdout: z.string().min(1),
  label: z.string().min(1),
  threshold: z.number().min(0).max(1).default(0.5),
  slices: z.array(SliceDeclaration).default([]),
});
export type EvaluationPlan = z.infer<typeof EvaluationPlan>;

/** For which endpoint the version is proposed, and on which conditions. */
export const ReleaseIntent = z.strictObject({ endpoint: Name, criteria: z.array(Criterion).default([]) });
export type ReleaseIntent = z.infer<typeof ReleaseIntent>;

/** A training job: steps, data, schedule, and what happens with the model. */
export const JobDeclaration = z.strictObject({
  name: Name,
  description: z.string().default(''),
  parameters: z.record(z.string().regex(/^[A-Za-z_]\w*$/), Scalar).default({}),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(42),
  schedule: z.strictObject({ cron: z.string().min(1), timezone: z.string().default('UTC') }).optional(),
  steps: z.array(Step).min(1),
  /** The step whose output holds model.onnx and signature.json, and the model they are registered under. */
  register: z.strictObject({ step: Name, model: Name }).optional(),
  evaluate: EvaluationPlan.optional(),
  release: ReleaseIntent.optional(),
});
export type JobDeclaration = z.infer<typeof JobDeclaration>;
export type JobInput = z.input<typeof JobDeclaration>;

/** Where the code of a job is and what it was when the job was applied. `commit` is null outside a git checkout. */
export const CodeReference = z.strictObject({
  directory: z.string().min(1),
  commit: z.string().nullable(),
  dirty: z.boolean(),
});
export type CodeReference = z.infer<typeof CodeReference>;

export const Job = z.strictObject({
  ...JobDeclaration.shape,
  code: CodeReference,
  /** Counts from 1 with every change of the declaration. */
  revision: z.int().min(1),
  updatedAt: z.iso.datetime(),
  nextRunAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof Job>;

/** Types a `*.job.ts` file: `export default defineJob({...})`. */
export const defineJob = (job: JobInput): JobInput => job;
