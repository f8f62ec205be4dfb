import { realpathSync } from 'node:fs';
import { SlipwayError } from '@slipway/contracts';
import type { ExecutionRequest, ExecutionResult } from '@slipway/platform';
import type { GuardOrder } from '../guard-messages.ts';
import { planIsolation } from './isolation-plan.ts';
import type { StepIsolation } from './step-isolation.ts';

export interface PlannedIsolation {
  /** Joins the order for the guard. */
  readonly order: Pick<Extract<GuardOrder, { kind: 'start' }>, 'isolation'>;
  /** Joins the result. */
  readonly result: Pick<ExecutionResult, 'isolation'>;
  /** For the log. */
  readonly notes: readonly string[];
}

const TRUSTED: PlannedIsolation = { order: {}, result: {}, notes: [] };

/** What can be done for a program that is not trusted before it is known which one it is; null: nothing. */
export const expectedIsolation = (
  isolation: StepIsolation,
): Extract<GuardOrder, { kind: 'prepare' }> | null => {
  if (isolation.kind === 'none') return null;
  const { tools, rules } = isolation;
  return { kind: 'prepare', tools, plan: planIsolation(rules, { own: null, readOnly: [] }) };
};

/** How a request is to be isolated. Throws STEP_ISOLATION_IMPOSSIBLE when it must be, and cannot. */
export const planFor = (
  { isolated }: Pick<ExecutionRequest, 'isolated'>,
  isolation: StepIsolation,
): PlannedIsolation => {
  if (isolated === undefined) return TRUSTED;
  if (isolation.kind === 'none') {
    const { reason, refuses } = isolation;
    if (refuses) throw new SlipwayError('STEP_ISOLATION_IMPOSSIBLE', { reason });
    return { order: {}, result: { isolation: 'none' }, notes: [`isolation: none, ${reason}`] };
  }
  const { tools, rules } = isolation;
  const plan = planIsolation(rules, {
    own: realpathSync(isolated.own),
    readOnly: isolated.readOnly.map((path) => realpathSync(path)),
  });
  return {
    order: { isolation: { tools, plan } },
    result: { isolation: 'namespace' },
    notes: [
      'isolation: namespace, it sees neither the data directory beyond its own part nor other processes',
    ],
  };
};
