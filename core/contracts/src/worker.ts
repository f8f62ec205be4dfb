import { z } from 'zod';
import { Digest, Id, Name, Scalar } from './identifier.ts';
import { CodeReference, CommandStep, EvaluationPlan, ReleaseIntent, SnapshotStep } from './job.ts';
import { LogLine, MetricPoint, StepFailure, StepOutput } from './run.ts';

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
  z.strictObject({ kind: z.literal('holdout'), sql: z.string() }),
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
  metrics: z.array(MetricPoint).default([]),
});
export const HeartbeatAnswer = z.strictObject({ cancelled: z.boolean() });
export const Completion = z.strictObject({ output: StepOutput });
export const Failure = z.strictObject({ failure: StepFailure, retryable: z.boolean().default(true) });
