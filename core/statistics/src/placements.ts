import type { ClassScores } from './class-scores.ts';
import { classScores } from './class-scores.ts';
import type { Sample } from './sample.ts';

/**
 * DeLong's structural components of one classifier, in row order within each class: for a positive row the share
 * of negatives that it outranks, for a negative row the share of positives that outrank it; ties count one half.
 * Both have mean AUC.
 */
export interface Placements {
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
}

/**
 * Places every row among the other class by binary search: O(N log N), equal to the midrank formulas of
 * Sun & Xu (2014). `null` when a class is absent.
 */
export function placements(labels: Sample, scores: Sample): Placements | null {
  const classes: ClassScores = classScores(labels, scores);
  const { positive, negative } = classes;
  if (positive.length === 0 || negative.length === 0) return null;
  const ofPositives = new Float64Array(positive.length);
  const ofNegatives = new Float64Array(negative.length);
  let p = 0;
  let n = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (labels[i] === 1) {
      ofPositives[p++] =
        (countBelow(negative, score, false) + countBelow(negative, score, true)) / (2 * negative.length);
    } else {
      ofNegatives[n++] =
        1 - (countBelow(positive, score, false) + countBelow(positive, score, true)) / (2 * positive.length);
    }
  }
  return { ofPositives, ofNegatives };
}

function countBelow(sortedScores: Float64Array, score: number, countEqual: boolean): number {
  let low = 0;
  let high = sortedScores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sortedScores[middle]!;
    if (value < score || (countEqual && value === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}
