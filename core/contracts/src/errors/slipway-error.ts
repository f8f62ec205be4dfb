import { ERROR_CATALOGUE, type ErrorCode, type ErrorKind } from './catalogue.ts';

/** One of several things that are wrong. */
export interface ErrorProblem {
  readonly field: string;
  readonly message: string;
  /** In the file that it was read from, counted from 1; absent where there is no file, or it is not known. */
  readonly line?: number;
}

export interface SlipwayErrorOptions {
  /** The field of the request that is wrong, as a path: `rows[3].distance`. */
  readonly field?: string | undefined;
  readonly cause?: unknown;
  /** All problems, when several were found together. */
  readonly problems?: readonly ErrorProblem[] | undefined;
}

/** The JSON body of every error answer. `error` is a plain string because Open Inference Protocol clients read it so. */
export interface ErrorBody {
  readonly error: string;
  readonly code: string;
  readonly remedy: string;
  readonly field?: string;
  readonly problems?: readonly ErrorProblem[];
}

const fill = (template: string, values: Record<string, unknown>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));

/** The only error that crosses a boundary on purpose: a catalogue code with its values filled in. */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError' as const;
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly remedy: string;
  readonly field: string | undefined;
  readonly problems: readonly ErrorProblem[] | undefined;

  constructor(code: ErrorCode, values: Record<string, unknown> = {}, options: SlipwayErrorOptions = {}) {
    const { kind, problem, remedy } = ERROR_CATALOGUE[code];
    super(fill(problem, values), 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.kind = kind;
    this.remedy = fill(remedy, values);
    this.field = options.field;
    this.problems = options.problems;
  }

  toJSON(): ErrorBody {
    return {
      error: this.message,
      code: this.code,
      remedy: this.remedy,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.problems === undefined ? {} : { problems: this.problems }),
    };
  }

  /** Any thrown value as a SlipwayError; a foreign one becomes INTERNAL and keeps its cause. */
  static from(thrown: unknown): SlipwayError {
    if (thrown instanceof SlipwayError) return thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new SlipwayError('INTERNAL', { reason }, { cause: thrown });
  }

  /** Rebuilds the error that a server sent, so that the caller sees the same code. */
  static fromBody(body: ErrorBody): SlipwayError {
    const known = body.code in ERROR_CATALOGUE ? (body.code as ErrorCode) : 'INTERNAL';
    const rebuilt = new SlipwayError(known, {}, { field: body.field, problems: body.problems });
    return Object.defineProperties(rebuilt, {
      message: { value: body.error },
      remedy: { value: body.remedy },
    });
  }
}
