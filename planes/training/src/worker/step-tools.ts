import type { Assignment, StepOutput, Work } from '@slipway/contracts';
import type { Blobs, ContractClient, Executor } from '@slipway/platform';
import type { StepDirectory } from './step-directory.ts';
import type { ReadSecret } from './step-environment.ts';
import type { StepSession } from './step-session.ts';

/** What a worker works with; the same for all steps. */
export interface WorkerTools {
  /** The warehouse. */
  readonly log: ContractClient;
  /** The release plane's registry. */
  readonly registry: ContractClient;
  readonly blobs: Blobs;
  readonly executor: Executor;
  /** Secrets that steps name in their environment. */
  readonly readSecret: ReadSecret;
  /** Program and first arguments of the evaluator; the path of its task is added. */
  readonly evaluatorCommand: readonly string[];
  /** Program and arguments of a predictor process, which the evaluator starts to ask the candidate over HTTP; absent: it does not. */
  readonly predictorCommand?: readonly string[] | undefined;
  /** Where clients of MLflow track; absent: steps track nowhere. */
  readonly trackingUri?: string | undefined;
  /** The environment of a child process with these variables added. */
  readonly childEnvironment: (extra: Readonly<Record<string, string>>) => Record<string, string>;
}

/** What the work on one step has at hand. */
export interface StepTools extends WorkerTools {
  readonly assignment: Assignment;
  readonly directory: StepDirectory;
  readonly session: StepSession;
}

/** Does one kind of work. Throws StepFailed or a SlipwayError when it does not succeed. */
export type Doer<K extends Work['kind']> = (
  work: Extract<Work, { kind: K }>,
  tools: StepTools,
) => Promise<StepOutput>;
