import type { ColumnProfile } from '@slipway/contracts';
import { populationStabilityIndex } from '@slipway/statistics';

export interface ProfileShift {
  readonly shift: number;
  readonly shiftOver: 'deciles' | 'values';
}

const present = ({ top }: ColumnProfile): number => top.reduce((sum, { count }) => sum + count, 0);

/** All values of the column are among its most frequent ones. */
const isListed = (profile: ColumnProfile): boolean =>
  profile.top.length > 0 && profile.top.length === profile.distinct;

const overValues = (before: ColumnProfile, after: ColumnProfile): number | null => {
  const values = new Set([...before.top, ...after.top].map(({ value }) => value));
  const counts = ({ top }: ColumnProfile) =>
    [...values].map((value) => top.find((entry) => entry.value === value)?.count ?? 0);
  return present(before) > 0 && present(after) > 0
    ? populationStabilityIndex(counts(before), counts(after))
    : null;
};

/** Points (value, share of rows up to it) of the distribution that a profile describes, ascending. */
const knots = ({ min, max, quantiles }: ColumnProfile): readonly (readonly [number, number])[] => [
  [Number(min), 0],
  ...quantiles.map((value, index) => [value, (index + 1) / (quantiles.length + 1)] as const),
  [Number(max), 1],
];

/** Share of the rows up to `x`: exact at the deciles, of equal ones the last, and linear between them. */
const shareUpTo = (x: number, points: readonly (readonly [number, number])[]): number => {
  const above = points.findIndex(([value]) => value > x);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [[low, from], [high, to]] = [points[above - 1]!, points[above]!];
  return from + ((to - from) * (x - low)) / (high - low);
};

const overDeciles = (before: ColumnProfile, after: ColumnProfile): number | null => {
  const edges = [...new Set(before.quantiles)];
  const shares = (profile: ColumnProfile): number[] => {
    const points = knots(profile);
    const upTo = [...edges.map((edge) => shareUpTo(edge, points)), 1];
    return upTo.map((share, index) => Math.max(0, share - (index === 0 ? 0 : upTo[index - 1]!)));
  };
  return populationStabilityIndex(shares(before), shares(after));
};

/**
 * Population stability index between two profiles of a column, by what the profiles hold: exact where each lists all of its values;
 * else, of numbers, over the bins between the deciles of the earlier one, with the shares of the later one interpolated between
 * its own deciles. Null for text with many values, and where a side has no values. Below 0.1 is commonly read as no change,
 * above 0.25 as a large one.
 */
export const profileShift = (before: ColumnProfile, after: ColumnProfile): ProfileShift | null => {
  if (isListed(before) && isListed(after)) {
    const shift = overValues(before, after);
    return shift === null ? null : { shift: Math.max(0, shift), shiftOver: 'values' };
  }
  if (before.quantiles.length === 0 || after.quantiles.length === 0) return null;
  const shift = overDeciles(before, after);
  return shift === null ? null : { shift: Math.max(0, shift), shiftOver: 'deciles' };
};
