import { classScores } from './class-scores.ts';
import { midRankIn } from './mid-rank.ts';
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
 * Places every row among the other class: O(N log N), equal to the midrank formulas of Sun & Xu (2014). `null` when a
 * class is absent.
 */
export function placements(labels: Sample, scores: Sample): Placements | null {
  const { positive, negative } = classScores(labels, scores);
  if (positive.length === 0 || negative.length === 0) return null;
  const amongNegatives = midRankIn(negative);
  const amongPositives = midRankIn(positive);
  const ofPositives = new Float64Array(positive.length);
  const ofNegatives = new Float64Array(negative.length);
  let p = 0;
  let n = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (labels[i] === 1) ofPositives[p++] = amongNegatives(score) / negative.length;
    else ofNegatives[n++] = 1 - amongPositives(score) / positive.length;
  }
  return { ofPositives, ofNegatives };
}
