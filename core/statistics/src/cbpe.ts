import { requireFinite, requireProbabilities, requireSameLength } from './argument.ts';
import type { Confusion } from './confusion.ts';
import { confusionRates } from './confusion.ts';
import type { Interval } from './interval.ts';
import { clipInterval, normalInterval } from './interval.ts';
import type { Sample } from './sample.ts';

/** Quality expected of predictions whose truth is not known yet. Always show it as an estimate. */
export interface LabelFreeEstimate {
  readonly n: number;
  /** Expected counts, not whole numbers. */
  readonly confusion: Confusion;
  /** With the Poisson-binomial error of the truth that will arrive, inside [0, 1]. */
  readonly accuracy: Interval;
  /** `null` where the denominator is 0. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly auc: number | null;
}

/** Options of {@link estimateWithoutLabels}. */
export interface LabelFreeOptions {
  /** A row is decided positive iff its score is at least this. */
  readonly threshold: number;
  /** Raw scores, which decide and rank; absent: the probabilities themselves. */
  readonly scores?: Sample;
  /** @default 0.95 */
  readonly level?: number;
}

/**
 * Confidence-based performance estimation of a binary classifier (methods.md 5.2, after NannyML): a calibrated
 * probability p stands for p positives and 1 − p negatives. Valid only while the probabilities stay calibrated: no
 * concept drift, and inputs like those of the reference. `null` without rows.
 */
export function estimateWithoutLabels(
  probabilities: Sample,
  options: LabelFreeOptions,
): LabelFreeEstimate | null {
  const { threshold, scores = probabilities, level = 0.95 } = options;
  requireSameLength('probabilities', probabilities, 'scores', scores);
  requireProbabilities('probabilities', probabilities);
  requireFinite('scores', scores);
  const n = probabilities.length;
  if (n === 0) return null;
  const counts = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const p = probabilities[i]!;
    variance += p * (1 - p);
    if (scores[i]! >= threshold) {
      counts.truePositive += p;
      counts.falsePositive += 1 - p;
    } else {
      counts.falseNegative += p;
      counts.trueNegative += 1 - p;
    }
  }
  const rates = confusionRates(counts, level);
  const right = (counts.truePositive + counts.trueNegative) / n;
  return {
    n,
    confusion: counts,
    accuracy: clipInterval(normalInterval(right, Math.sqrt(variance) / n, level), 0, 1),
    precision: rates.precision?.value ?? null,
    recall: rates.recall?.value ?? null,
    f1: rates.f1,
    auc: expectedAuc(probabilities, scores),
  };
}

/** Trapezoids under (expected negatives, expected positives) from the highest score down; equal scores are one step. */
function expectedAuc(probabilities: Sample, scores: Sample): number | null {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  let positives = 0;
  let negatives = 0;
  let area = 0;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i]!];
    let stepPositives = 0;
    let stepNegatives = 0;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      stepPositives += probabilities[order[i]!]!;
      stepNegatives += 1 - probabilities[order[i]!]!;
    }
    area += stepNegatives * (positives + stepPositives / 2);
    positives += stepPositives;
    negatives += stepNegatives;
  }
  return positives > 0 && negatives > 0 ? area / (positives * negatives) : null;
}
