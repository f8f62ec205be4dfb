import { type Discordance, mcNemar, normalQuantile } from '@slipway/statistics';
import { type Difference, LEVEL } from './estimate.ts';

/**
 * Difference of two accuracies on the same rows: McNemar's p (mid-p up to 1000 discordant rows, methods.md 3.3) and the
 * adjusted Wald interval of Bonett & Price (2012), which adds one to each discordant count and has a width at 0 too.
 */
export const accuracyDifference = (discordant: Discordance, rows: number): Difference => {
  const { championOnly, candidateOnly } = discordant;
  const { p, method, exactP } = mcNemar(discordant);
  const lost = (championOnly + 1) / (rows + 2);
  const won = (candidateOnly + 1) / (rows + 2);
  const standardError = Math.sqrt((lost + won - (won - lost) ** 2) / (rows + 2));
  const half = normalQuantile(0.5 + LEVEL / 2) * standardError;
  return {
    difference: {
      value: (candidateOnly - championOnly) / rows,
      lower: Math.max(-1, won - lost - half),
      upper: Math.min(1, won - lost + half),
      level: LEVEL,
      method: 'bonett-price',
    },
    p,
    method: method === 'mid-p' ? `mcnemar-mid-p, exact p ${exactP.toPrecision(4)}` : `mcnemar-${method}`,
    standardError,
  };
};
