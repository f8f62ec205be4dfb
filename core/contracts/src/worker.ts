import { z } from 'zod';
import { EvaluationPlan } from './evaluation-plan.ts';
import { HoldoutWork } from './extraction.ts';
import { Digest, Id, Name, Scalar } from './identifier.ts';
import { CodeReference, CommandStep, ReleaseIntent, SnapshotStep } from './job.ts';
import { ReproductionOrder } from './reproduction.ts';
import { CodeState } from './reuse.ts';
import { LoggedMetric, LogLine, StepFailure, StepOutput } from './run.ts';
import { StepUsage } from './step-limits.ts';

const SnapshotInput = z.strictObject({ digest: Digest, rows: z.int(), bytes: z.int() });

/** The work of one step. Register, holdout and evaluate are done by the platform after the declared steps. */
export const Work = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('snapshot'), step: SnapshotStep }),
  z.strictObject({
    kind: z.literal('command'),
    step: CommandStep,
    code: CodeReference,
    /** Snapshots of the needed steps, by the name of the step. */
    inputs: z.record(z.string(), SnapshotInput),
  }),
  z.strictObject({
    kind: z.literal('register'),
    model: Name,
    artifacts: z.array(z.strictObject({ name: z.string(), digest: Digest, bytes: z.int() })),
    snapshots: z.array(Digest),
    code: CodeReference,
    command: z.array(z.string()),
    release: ReleaseIntent.optional(),
  }),
  HoldoutWork,
  z.strictObject({
    kind: z.literal('reproduce'),
    /** Of the step that made the model again. */
    artifacts: z.array(z.strictObject({ name: z.string(), digest: Digest, bytes: z.int() })),
    /** How the recorded version was evaluated; null when it was not. */
    evaluation: z.strictObject({ plan: EvaluationPlan, holdout: SnapshotInput }).nullable(),
  }),
  z.strictObject({
    kind: z.literal('evaluate'),
    plan: EvaluationPlan,
    model: Name,
    version: z.int().min(1),
    holdout: SnapshotInput,
    release: ReleaseIntent.optional(),
  }),
]);
export type Work = z.infer<typeof Work>;

/** A step given to one worker for as long as it sends heartbeats. */
export const Assignment = z.strictObject({
  lease: Id,
  run: Id,
  job: Name,
  step: z.string(),
  attempt: z.int().min(1),
  author: z.string(),
  parameters: z.record(z.string(), Scalar),
  seed: z.int(),
  /** The lease ends when the job server hears nothing of it for this long. */
  leaseSeconds: z.number().positive().default(10),
  /** Whether an earlier result may be taken instead of working. */
  reuse: z.boolean().default(false),
  /** Of a run that makes another one again, with what the code of this step was then; absent: it makes something new. */
  reproduces: ReproductionOrder.extend({ code: CodeState }).optional(),
  work: Work,
});
export type Assignment = z.infer<typeof Assignment>;

export const LeaseRequest = z.strictObject({
  worker: Id,
  /** How long the answer may wait for work; 0 answers at once. */
  waitSeconds: z.number().min(0).max(30).default(20),
});

/** Sent with every heartbeat (each 2 s): what happened since the last one. */
export const Heartbeat = z.strictObject({
  lines: z.array(LogLine.omit({ sequence: true, step: true })).default([]),
  metrics: z.array(LoggedMetric).default([]),
  /** How many of the lease's lines and metrics were answered before these: what was stored and not answered is not stored twice. */
  after: z.strictObject({ lines: z.int().min(0), metrics: z.int().min(0) }).optional(),
});
export const HeartbeatAnswer = z.strictObject({ cancelled: z.boolean() });
export const Completion = z.strictObject({ output: StepOutput, usage: StepUsage.optional() });
export const Failure = z.strictObject({
  failure: StepFailure,
  retryable: z.boolean().default(true),
  usage: StepUsage.optional(),
});
