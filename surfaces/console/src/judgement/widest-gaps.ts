import type { FairnessGap, FairnessResult } from '@slipway/contracts';

/** Shares of decided rows, whose gaps can be compared with each other; the others have units of their own. */
const SHARES = ['selectionRate', 'truePositiveRate', 'falsePositiveRate', 'precision', 'accuracy'];

/** The widest gap of each column, among those of shares where there are any. */
export const widestGaps = (
  fairness: readonly FairnessResult[],
): { readonly column: string; readonly rate: string; readonly difference: FairnessGap['difference'] }[] =>
  fairness.flatMap(({ column, gaps }) => {
    const all = Object.entries(gaps).map(([rate, { difference }]) => ({ column, rate, difference }));
    const shares = all.filter(({ rate }) => SHARES.includes(rate));
    const [widest] = (shares.length > 0 ? shares : all).sort(
      (a, b) => (b.difference.value ?? 0) - (a.difference.value ?? 0),
    );
    return widest === undefined ? [] : [widest];
  });
