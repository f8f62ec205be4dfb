import type { ExecutionResult } from '@slipway/platform';

/** Executor → guard. The environment travels here and not on a command line, where everyone could read it. */
export type GuardOrder =
  | {
      readonly kind: 'start';
      readonly program: string;
      readonly args: readonly string[];
      readonly directory: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      /** Between SIGTERM and SIGKILL when the time is over. */
      readonly graceMs: number;
    }
  | { readonly kind: 'cancel'; readonly graceMs: number };

/** Guard → executor. `pid` is also the number of the step's process group. */
export type GuardReport =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'ended'; readonly result: ExecutionResult };
