import { requireFinite, requireLabels, requireSameLength } from './argument.ts';
import type { Interval } from './interval.ts';
import { wilsonInterval } from './interval.ts';
import type { Sample } from './sample.ts';

/** Counts (or expected counts) of decisions against the truth. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

/** Counts decisions at a threshold: a row is decided positive iff score ≥ threshold. */
export function confusion(labels: Sample, scores: Sample, threshold: number): Confusion {
  requireSameLength('labels', labels, 'scores', scores);
  requireLabels(labels);
  requireFinite('scores', scores);
  let truePositive = 0;
  let falsePositive = 0;
  let falseNegative = 0;
  for (let i = 0; i < scores.length; i++) {
    const positive = scores[i]! >= threshold;
    if (labels[i] === 1) positive ? truePositive++ : falseNegative++;
    else if (positive) falsePositive++;
  }
  const trueNegative = scores.length - truePositive - falsePositive - falseNegative;
  return { truePositive, falsePositive, falseNegative, trueNegative };
}

/** Shares derived from a confusion; a share without a denominator is `null`, never 0. */
export interface ConfusionRates {
  readonly accuracy: Interval | null;
  readonly precision: Interval | null;
  /** True positive rate (sensitivity). */
  readonly recall: Interval | null;
  readonly falsePositiveRate: Interval | null;
  /** Share decided positive. */
  readonly selectionRate: Interval | null;
  readonly f1: number | null;
}

/** All rates with Wilson intervals. F1 is a function of two of them and has none: bootstrap it. */
export function confusionRates(counts: Confusion, level = 0.95): ConfusionRates {
  const { truePositive, falsePositive, falseNegative, trueNegative } = counts;
  const selected = truePositive + falsePositive;
  const total = selected + falseNegative + trueNegative;
  const weight = 2 * truePositive + falsePositive + falseNegative;
  return {
    accuracy: wilsonInterval(truePositive + trueNegative, total, level),
    precision: wilsonInterval(truePositive, selected, level),
    recall: wilsonInterval(truePositive, truePositive + falseNegative, level),
    falsePositiveRate: wilsonInterval(falsePositive, falsePositive + trueNegative, level),
    selectionRate: wilsonInterval(selected, total, level),
    f1: weight > 0 ? (2 * truePositive) / weight : null,
  };
}

/** Share of right decisions at the threshold (positive iff score ≥ threshold), with Wilson's interval; `null` without rows. */
export function accuracy(labels: Sample, scores: Sample, threshold: number, level = 0.95): Interval | null {
  return confusionRates(confusion(labels, scores, threshold), level).accuracy;
}
