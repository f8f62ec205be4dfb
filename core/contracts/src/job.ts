import { z } from 'zod';
import { Criterion } from './criterion.ts';
import { EvaluationPlan } from './evaluation-plan.ts';
import { ExtractionSource } from './extraction.ts';
import { Name, Scalar } from './identifier.ts';
import { AlertTrigger, JobNotify, JobSchedule } from './job-schedule.ts';
import { SearchPlan } from './search.ts';
import { StepEnvironment, StepLimits } from './step-limits.ts';

/** Retries with exponential back-off: retry k waits `delaySeconds`·2^(k-1), at most `maxDelaySeconds`. */
export const RetryPolicy = z.strictObject({
  limit: z.int().min(0).max(20).default(0),
  delaySeconds: z.number().min(0).max(3600).default(1),
  /** Absent: an hour. */
  maxDelaySeconds: z.number().min(0).max(86_400).optional(),
  /** Spreads each wait evenly between half of it and all of it. Absent: exact waits. */
  jitter: z.boolean().optional(),
  /**
   * Of commands: only these exit codes are tried again; 128 + n stands for signal n, as in a shell. Absent: all but 0.
   * A time-out, too much memory, and accidents of the platform are no exit codes: they are tried again as `limit` says.
   */
  exitCodes: z.array(z.int().min(1).max(255)).min(1).optional(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

const stepBase = { name: Name, needs: z.array(Name).default([]), retry: RetryPolicy.prefault({}) };

/** Runs one SELECT over the warehouse; its result, of a divided query the training part, is a snapshot that later steps name as input. */
export const SnapshotStep = z.strictObject({
  kind: z.literal('snapshot'),
  ...stepBase,
  ...ExtractionSource.shape,
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
  /** Between SIGTERM and SIGKILL when the step is cancelled or takes too long. Absent: 2. */
  graceSeconds: z.number().min(0).max(600).optional(),
  limits: StepLimits.optional(),
  environment: StepEnvironment.optional(),
  /** False: it reads more than its inputs, so it runs every time. Absent: its result is reused where all inputs are the same. */
  reuse: z.boolean().optional(),
});
export const Step = z.discriminatedUnion('kind', [SnapshotStep, CommandStep]);
export type Step = z.infer<typeof Step>;
export type SnapshotStep = z.infer<typeof SnapshotStep>;
export type CommandStep = z.infer<typeof CommandStep>;

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
  /** Runs of the job at the same time; further ones wait. Absent: as many as the job server allows. */
  concurrency: z.int().min(1).max(1000).optional(),
  /** Runs and steps of a higher priority begin first. Absent: 0. */
  priority: z.int().min(-100).max(100).optional(),
  schedule: JobSchedule.optional(),
  notify: JobNotify.optional(),
  onAlert: AlertTrigger.optional(),
  /** Which parameters `slipway search start` tries. */
  search: SearchPlan.optional(),
  steps: z.array(Step).min(1),
  /** The step whose output holds model.onnx and signature.json, and the model they are registered under. */
  register: z.strictObject({ step: Name, model: Name }).optional(),
  evaluate: EvaluationPlan.optional(),
  release: ReleaseIntent.optional(),
});
export type JobDeclaration = z.infer<typeof JobDeclaration>;
export type JobInput = z.input<typeof JobDeclaration>;

/**
 * A declaration on its way to the job server, which says everything that is wrong with it at once: its shape, and what only the
 * job server can judge. So anything passes here.
 */
export const SentDeclaration = z.union([JobDeclaration, z.unknown()]) as unknown as z.ZodType<
  unknown,
  JobInput
>;

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
