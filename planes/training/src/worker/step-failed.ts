import { type ErrorKind, SlipwayError, type StepFailure } from '@slipway/contracts';

export interface ReportedFailure {
  readonly failure: StepFailure;
  /** Whether another attempt could end differently. */
  readonly retryable: boolean;
}

/** Ends the work on a step with a failure that is reported as it is. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed' as const;
  readonly reported: ReportedFailure;

  constructor(failure: StepFailure, retryable: boolean) {
    super(failure.reason);
    this.reported = { failure, retryable };
  }
}

/** Kinds of errors that may be gone the next time; the others are about the job itself. */
const PASSING: readonly ErrorKind[] = ['unavailable', 'busy', 'timeout', 'internal'];

/** Whether the same call could succeed later. */
export const isPassing = (error: unknown): boolean => PASSING.includes(SlipwayError.from(error).kind);

const withoutStop = (message: string): string => message.replace(/\.$/, '');

export const CANCELLED: ReportedFailure = {
  failure: { reason: 'it was cancelled', exitCode: null, lastLines: [] },
  retryable: false,
};

/** How a thrown value is reported to the job server. A failure of the worker itself (disk, memory) is worth another try. */
export const failureOf = (thrown: unknown): ReportedFailure => {
  if (thrown instanceof StepFailed) return thrown.reported;
  const error = SlipwayError.from(thrown);
  const problems = error.problems?.map(({ field, message }) => `${field}: ${message}`) ?? [];
  return {
    failure: { reason: withoutStop(error.message), code: error.code, exitCode: null, lastLines: problems },
    retryable: isPassing(error),
  };
};
