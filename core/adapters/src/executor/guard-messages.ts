import type { ExecutionLimits, ExecutionResult } from '@slipway/platform';
import type { IsolationTools } from './isolation/isolated-command.ts';
import type { IsolationPlan } from './isolation/isolation-plan.ts';

/** Executor → guard. The environment travels here and not on a command line, where everyone could read it. */
export type GuardOrder =
  /** A step that is isolated is expected: its namespaces are made before it is known which one it is. */
  | {
      readonly kind: 'prepare';
      readonly tools: IsolationTools;
      readonly plan: Pick<IsolationPlan, 'always'>;
    }
  | {
      readonly kind: 'start';
      readonly program: string;
      readonly args: readonly string[];
      readonly directory: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      /** Between SIGTERM and SIGKILL when the time is over. */
      readonly graceMs: number;
      readonly limits: ExecutionLimits;
      /** A cgroup directory to make the step's own in; null: that of the guard. */
      readonly cgroup: string | null;
      /** `NAME=value` that only processes of this step have in their environment; null: none. */
      readonly mark: string | null;
      /** Of the steady clock: the step is killed then, unless `keep` moves it on. */
      readonly until?: number;
      /** Absent: it runs as any process of the user. */
      readonly isolation?: { readonly tools: IsolationTools; readonly plan: IsolationPlan };
    }
  | { readonly kind: 'keep'; readonly until: number }
  | { readonly kind: 'cancel'; readonly graceMs: number };

/** Guard → executor. `pid` is also the number of the step's process group. */
export type GuardReport =
  | { readonly kind: 'started'; readonly pid: number; readonly notes: readonly string[] }
  | { readonly kind: 'ended'; readonly result: ExecutionResult };
