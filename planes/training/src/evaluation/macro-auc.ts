import { normalInterval, normalTwoSidedP, wilsonInterval } from '@slipway/statistics';
import { type Difference, estimateOf, LEVEL } from './estimate.ts';

/** What rounding leaves of a standard error of 0. */
const NO_VARIANCE = 1e-14;

/** Macro-averaged one-vs-rest AUC with the influence of each row on it. */
export interface MacroAuc {
  readonly value: number;
  /** Of each row; their squares add up to the variance; for two classes it is DeLong's. */
  readonly influence: Float64Array;
  /** Classes that have both rows of their own and others: only they count. */
  readonly classes: number;
  /** Rows of the smallest side of any of these classes. */
  readonly smallest: number;
}

/** `scores` are row-major with `width` classes. Null when every label is the same. */
export const macroAuc = (labels: Float64Array, scores: Float64Array, width: number): MacroAuc | null => {
  const influence = new Float64Array(labels.length);
  let sum = 0;
  let classes = 0;
  let smallest = Infinity;
  for (let k = 0; k < width; k++) {
    const auc = addClass(labels, scores, width, k, influence);
    if (auc === null) continue;
    sum += auc.value;
    smallest = Math.min(smallest, auc.smallest);
    classes++;
  }
  if (classes === 0) return null;
  for (let row = 0; row < influence.length; row++) influence[row]! /= classes;
  return { value: sum / classes, influence, classes, smallest };
};

/**
 * The AUC's interval, normal with the influences' standard error, cut to [0, 1]. Without variance (perfect separation, equal
 * scores) it is Wilson's for as many trials as the smallest side has rows, as that of two classes is.
 */
export const macroAucInterval = ({ value, influence, smallest }: MacroAuc) => {
  if (standardError(influence) < NO_VARIANCE)
    return wilsonInterval(Math.min(1, value) * smallest, smallest, LEVEL, 'wilson-smaller-class')!;
  const { lower, upper, ...rest } = normalInterval(value, standardError(influence));
  return { ...rest, lower: Math.max(0, lower), upper: Math.min(1, upper) };
};

/** Paired: the influences of both models on the same row are subtracted. */
export const macroAucDifference = (champion: MacroAuc, candidate: MacroAuc): Difference => {
  const value = candidate.value - champion.value;
  const error = standardError(candidate.influence.map((own, row) => own - champion.influence[row]!));
  const known = error > NO_VARIANCE || value === 0;
  return {
    difference: known
      ? estimateOf(normalInterval(value, error), '')
      : { ...estimateOf(null, 'degenerate: the difference has no variance'), value },
    p: known ? (value === 0 ? 1 : normalTwoSidedP(value / error)) : null,
    method: 'delong-macro-paired',
    standardError: error,
  };
};

const standardError = (influence: Float64Array): number => {
  let sum = 0;
  for (const value of influence) sum += value * value;
  return Math.sqrt(sum);
};

/** AUC of class k against the rest, its influences added to `influence`; null when a side is empty. */
const addClass = (
  labels: Float64Array,
  scores: Float64Array,
  width: number,
  k: number,
  influence: Float64Array,
): { readonly value: number; readonly smallest: number } | null => {
  const rows = labels.length;
  const column = Float64Array.from({ length: rows }, (_, row) => scores[row * width + k]!);
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => column[a]! - column[b]!);
  const own = labels.reduce((count, label) => count + (label === k ? 1 : 0), 0);
  const others = rows - own;
  if (own === 0 || others === 0) return null;
  const placed = new Float64Array(rows);
  let ownBelow = 0;
  let othersBelow = 0;
  let wins = 0;
  for (let from = 0, to = 0; from < rows; from = to) {
    while (to < rows && column[order[to]!] === column[order[from]!]) to++;
    let tied = 0;
    for (let i = from; i < to; i++) if (labels[order[i]!] === k) tied++;
    const tiedOthers = to - from - tied;
    const outranked = (othersBelow + tiedOthers / 2) / others;
    const outranking = 1 - (ownBelow + tied / 2) / own;
    for (let i = from; i < to; i++) placed[order[i]!] = labels[order[i]!] === k ? outranked : outranking;
    wins += tied * outranked;
    ownBelow += tied;
    othersBelow += tiedOthers;
  }
  const auc = wins / own;
  const ownShare = share(own);
  const othersShare = share(others);
  for (let row = 0; row < rows; row++)
    influence[row]! += (placed[row]! - auc) * (labels[row] === k ? ownShare : othersShare);
  return { value: auc, smallest: Math.min(own, others) };
};

/** Weight of one of n placements: the squares of the weighted deviations add up to their sample variance over n. */
const share = (n: number): number => (n > 1 ? 1 / Math.sqrt(n * (n - 1)) : 1);
