import type { EvaluationPlan } from '@slipway/contracts';
import { impossible } from './impossible.ts';

/**
 * Refuses a plan whose margins or primary metric name nothing that is measured: a mistyped margin would silently not be
 * watched. Throws EVALUATION_IMPOSSIBLE with every such name.
 */
export const requireKnownMetrics = (
  { margins = {}, primary }: Pick<EvaluationPlan, 'margins' | 'primary'>,
  measured: readonly string[],
): void => {
  const named = [...Object.keys(margins), ...(primary === undefined ? [] : [primary])];
  const unknown = [...new Set(named)].filter((name) => !measured.includes(name));
  if (unknown.length > 0)
    throw impossible(`there is no metric ${unknown.join(', ')}; measured are ${measured.join(', ')}`);
};
