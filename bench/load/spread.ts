/** Several measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** At least one value; of an even number, the median is the mean of the two in the middle. */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('there is no spread of no values');
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!;
  return { median: sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2, min, max };
};

/**
 * `above` divided by `below`, round by round: what disturbs the machine for longer than a round disturbs both, and cancels out.
 */
export const ratioOf = (above: readonly number[], below: readonly number[]): Spread =>
  spreadOf(above.map((value, round) => value / below[round]!));
