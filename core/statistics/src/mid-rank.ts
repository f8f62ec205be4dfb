/** Largest look-up table: 256 KB, which stays in a processor's cache where a million scores do not. */
const MOST_BUCKETS = 65_536;

/**
 * Looks up, for any score, how many of the ascending scores lie below it, equal ones counted half. A table over the
 * score range narrows each binary search to a few steps; whatever the spread of scores it is never worse than the
 * plain search. Scores must be finite.
 */
export function midRankIn(ascending: Float64Array): (score: number) => number {
  const n = ascending.length;
  if (n === 0) return () => 0;
  const buckets = Math.min(MOST_BUCKETS, n);
  const least = ascending[0]!;
  const scale = buckets / (ascending[n - 1]! - least);
  // One value, or a range too wide or narrow for a double: a single bucket.
  const usable = Number.isFinite(scale) && scale > 0;
  const bucket = (score: number): number => {
    if (!usable) return 0;
    const position = (score - least) * scale;
    return position <= 0 ? 0 : position >= buckets ? buckets : Math.floor(position);
  };
  // start[k]: the first index whose bucket is at least k. Rounding keeps `bucket` monotone, so equal scores share one.
  const start = new Int32Array(buckets + 2).fill(n);
  for (let i = n - 1; i >= 0; i--) start[bucket(ascending[i]!)] = i;
  for (let k = buckets; k >= 0; k--) start[k] = Math.min(start[k]!, start[k + 1]!);
  return (score) => {
    const own = bucket(score);
    const below = search(ascending, score, start[own]!, start[own + 1]!, false);
    if (ascending[below] !== score) return below;
    return (below + search(ascending, score, below, start[own + 1]!, true)) / 2;
  };
}

function search(
  ascending: Float64Array,
  score: number,
  from: number,
  to: number,
  pastEqual: boolean,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = ascending[middle]!;
    if (value < score || (pastEqual && value === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}
