import { requireProbabilities } from './argument.ts';

/**
 * Holm's step-down adjustment: controls the chance of any false rejection. For guardrails and slices.
 * Adjusted p values in the order given. @throws RangeError on a p outside [0, 1].
 */
export function holm(pValues: readonly number[]): number[] {
  requireProbabilities('pValues', pValues);
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let floor = 0;
  order.forEach((index, rank) => {
    floor = Math.max(floor, Math.min(1, pValues[index]! * (order.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}

/**
 * Benjamini–Hochberg's step-up adjustment: controls the expected share of false rejections. For features.
 * Adjusted p values in the order given. @throws RangeError on a p outside [0, 1].
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  requireProbabilities('pValues', pValues);
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length);
  let ceiling = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1]!;
    ceiling = Math.min(ceiling, (pValues[index]! * order.length) / rank);
    adjusted[index] = ceiling;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  return pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
}
