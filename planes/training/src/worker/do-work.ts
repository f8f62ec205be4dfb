import type { StepOutput, Work } from '@slipway/contracts';
import { doCommand } from './command-work.ts';
import { doEvaluate } from './evaluate-work.ts';
import { doRegister } from './register-work.ts';
import { doReproduce } from './reproduce/reproduce-work.ts';
import { doHoldout, doSnapshot } from './snapshot-work.ts';
import type { Doer, StepTools } from './step-tools.ts';

const DOERS: { readonly [K in Work['kind']]: Doer<K> } = {
  snapshot: doSnapshot,
  command: doCommand,
  register: doRegister,
  holdout: doHoldout,
  evaluate: doEvaluate,
  reproduce: doReproduce,
};

/** Does the work of a step, whatever its kind. */
export const doWork = (work: Work, tools: StepTools): Promise<StepOutput> =>
  (DOERS[work.kind] as Doer<typeof work.kind>)(work as never, tools);
