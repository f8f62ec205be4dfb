import type { IsolationTools } from './isolated-command.ts';
import type { IsolationRules } from './isolation-plan.ts';

/** How steps of this machine are kept from the rest of it; decided once, when a worker starts. */
export type StepIsolation =
  | {
      /** In user, mount, process and IPC namespaces of their own. */
      readonly kind: 'namespace';
      readonly tools: IsolationTools;
      readonly rules: IsolationRules;
    }
  | {
      /** As any process of the user. */
      readonly kind: 'none';
      /** Why; one sentence without its full stop. */
      readonly reason: string;
      /** Nothing may be started that has to be isolated. */
      readonly refuses: boolean;
    };
