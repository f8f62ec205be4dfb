import { classScores } from './class-scores.ts';
import type { Confusion } from './confusion.ts';
import type { OutcomeCosts } from './decision-cost.ts';
import type { Sample } from './sample.ts';

/**
 * What deciding at each distinct score would do, from the highest score down: with threshold `thresholds[i]` as many
 * positives and negatives are decided positive as the counts say. ROC, precision–recall and costs are read from it.
 */
export interface DecisionSteps {
  readonly positives: number;
  readonly negatives: number;
  readonly thresholds: Float64Array;
  readonly truePositives: Int32Array;
  readonly falsePositives: Int32Array;
}

/** Counts decisions at every score that occurs (a row is decided positive iff score ≥ threshold): O(N log N). */
export function decisionSteps(labels: Sample, scores: Sample): DecisionSteps {
  const { positive, negative } = classScores(labels, scores);
  const thresholds = new Float64Array(scores.length);
  const truePositives = new Int32Array(scores.length);
  const falsePositives = new Int32Array(scores.length);
  let steps = 0;
  for (let p = positive.length, n = negative.length; p > 0 || n > 0; steps++) {
    const score = Math.max(positive[p - 1] ?? -Infinity, negative[n - 1] ?? -Infinity);
    while (p > 0 && positive[p - 1] === score) p--;
    while (n > 0 && negative[n - 1] === score) n--;
    thresholds[steps] = score;
    truePositives[steps] = positive.length - p;
    falsePositives[steps] = negative.length - n;
  }
  return {
    positives: positive.length,
    negatives: negative.length,
    thresholds: thresholds.subarray(0, steps),
    truePositives: truePositives.subarray(0, steps),
    falsePositives: falsePositives.subarray(0, steps),
  };
}

/** The confusion when every score from the highest down to step `index` is decided positive; −1 decides none. */
export function confusionAt(steps: DecisionSteps, index: number): Confusion {
  const truePositive = index < 0 ? 0 : steps.truePositives[index]!;
  const falsePositive = index < 0 ? 0 : steps.falsePositives[index]!;
  return {
    truePositive,
    falsePositive,
    falseNegative: steps.positives - truePositive,
    trueNegative: steps.negatives - falsePositive,
  };
}

/** The last step whose score is at least the threshold; −1 when none is. */
export function stepAt({ thresholds }: DecisionSteps, threshold: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (thresholds[middle]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * At most `limit` steps, ascending: half of them evenly along the ROC curve, half evenly in recall, first and last always.
 * They are steps of the curve itself, so that every kept point lies exactly on it.
 */
export function thinSteps(steps: DecisionSteps, limit = 200): number[] {
  const { positives, negatives, thresholds, truePositives, falsePositives } = steps;
  const count = thresholds.length;
  if (count <= limit) return Array.from({ length: count }, (_, index) => index);
  const recall = (index: number) => truePositives[index]! / Math.max(1, positives);
  const along = (index: number) => recall(index) + falsePositives[index]! / Math.max(1, negatives);
  const half = Math.floor(limit / 2);
  return [...new Set([...spaced(count, half, along), ...spaced(count, half, recall)])].sort((a, b) => a - b);
}

/** The step with the largest F1, and the one with the least cost (−1: decide none), the higher threshold of equals. */
export function bestSteps(
  steps: DecisionSteps,
  costs: OutcomeCosts | null,
): { readonly byF1: number | null; readonly byCost: number | null } {
  const { positives, negatives, thresholds, truePositives, falsePositives } = steps;
  const none = costs === null ? 0 : positives * costs.falseNegative + negatives * costs.trueNegative;
  let byF1: number | null = null;
  let byCost = -1;
  let most = 0;
  let least = none;
  for (let i = 0; i < thresholds.length; i++) {
    const tp = truePositives[i]!;
    const fp = falsePositives[i]!;
    const f1 = (2 * tp) / (tp + fp + positives);
    if (f1 > most) {
      most = f1;
      byF1 = i;
    }
    if (costs === null) continue;
    const cost =
      none +
      tp * (costs.truePositive - costs.falseNegative) +
      fp * (costs.falsePositive - costs.trueNegative);
    if (cost < least) {
      least = cost;
      byCost = i;
    }
  }
  return { byF1, byCost: costs === null || thresholds.length === 0 ? null : byCost };
}

/** `wanted` indexes whose positions, which ascend, are as evenly spaced as steps allow; the ends are among them. */
function spaced(count: number, wanted: number, position: (index: number) => number): number[] {
  const start = position(0);
  const span = position(count - 1) - start;
  const kept: number[] = [];
  let index = 0;
  for (let k = 0; k < wanted; k++) {
    const target = start + (span * k) / (wanted - 1);
    while (index < count - 1 && position(index) < target) index++;
    kept.push(index);
  }
  kept[wanted - 1] = count - 1;
  return kept;
}
