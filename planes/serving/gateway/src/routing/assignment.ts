const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const DIGIT_ZERO = 48;
const POWERS_OF_TEN = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1] as const;

/**
 * FNV-1a, 32 bit, over UTF-16 code units as GrowthBook's SDKs compute it.
 * @param before hash of the text that goes before this one; absent: none does
 */
export const fnv32a = (text: string, before = OFFSET_BASIS): number => {
  let hash = before;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, PRIME);
  }
  return hash >>> 0;
};

/**
 * `fnv32a` of the decimal digits of a whole number, without making the text of them.
 * @param value from 0 to 2^32 - 1
 */
export const fnv32aOfDigits = (value: number): number => {
  let hash = OFFSET_BASIS;
  let rest = value;
  for (const power of POWERS_OF_TEN) {
    const digit = Math.floor(rest / power);
    rest -= digit * power;
    if (value >= power || power === 1) hash = Math.imul(hash ^ (DIGIT_ZERO + digit), PRIME);
  }
  return hash >>> 0;
};

/** Positions are multiples of this part of the whole. */
const STEPS = 10_000;

/** Where a unit lies in [0, 1) under a seed, for ever. GrowthBook hash version 2: hashing twice removes the bias of version 1. */
export const positionOf = (seed: string, unit: string): number =>
  (fnv32aOfDigits(fnv32a(unit, fnv32a(seed))) % STEPS) / STEPS;

/** Hash version 1 of GrowthBook, biased (steps of a thousandth): only for namespaces, where every SDK uses it. */
export const biasedPositionOf = (seed: string, unit: string): number =>
  (fnv32a(seed, fnv32a(unit)) % 1000) / 1000;

/** Half-open: the start belongs to it, the end does not. */
export type Range = readonly [start: number, end: number];

/** Weights that add up to less or more than this are taken for a mistake and replaced by equal ones. */
const WEIGHT_SUM: Range = [0.99, 1.01];

/**
 * The part of [0, 1) that each of `count` arms owns: arm i starts where the weights before it end and is `coverage` times its
 * weight long. Raising the coverage only lengthens ranges, so that nobody who takes part is moved; changing weights moves units.
 * Weights that do not fit `count` or do not add up to 1 are replaced by equal ones.
 */
export const rangesOf = (count: number, coverage: number, weights: readonly number[]): Range[] => {
  const share = Math.min(1, Math.max(0, coverage));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const usable = weights.length === count && sum >= WEIGHT_SUM[0] && sum <= WEIGHT_SUM[1];
  let start = 0;
  return (usable ? weights : new Array<number>(count).fill(1 / count)).map((weight) => {
    const range: Range = [start, start + share * weight];
    start += weight;
    return range;
  });
};

/** Index of the range that holds a position; -1 when none does: the unit takes no part. */
export const chooseRange = (position: number, ranges: readonly Range[]): number => {
  for (let index = 0; index < ranges.length; index++) {
    const range = ranges[index]!;
    if (position >= range[0] && position < range[1]) return index;
  }
  return -1;
};
