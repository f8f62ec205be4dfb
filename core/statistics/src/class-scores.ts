import { requireFinite, requireLabels, requireSameLength } from './argument.ts';
import type { Sample } from './sample.ts';

/** The scores of each class, sorted ascending: all that a rank metric of a binary classifier needs. */
export interface ClassScores {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Splits scores by their 0/1 label. @throws RangeError on another label, a non-finite score or unequal lengths. */
export function classScores(labels: Sample, scores: Sample): ClassScores {
  requireSameLength('labels', labels, 'scores', scores);
  requireLabels(labels);
  requireFinite('scores', scores);
  const positive = new Float64Array(scores.length);
  const negative = new Float64Array(scores.length);
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === 1) positive[positives++] = scores[i]!;
    else negative[negatives++] = scores[i]!;
  }
  return { positive: positive.slice(0, positives).sort(), negative: negative.slice(0, negatives).sort() };
}
