import { classScores } from './class-scores.ts';
import type { Interval } from './interval.ts';
import { logitInterval, wilsonInterval } from './interval.ts';
import type { Sample } from './sample.ts';

/**
 * Average precision Σ(Rₙ − Rₙ₋₁)·Pₙ over the distinct scores from the highest down, without interpolation.
 * `null` without positives.
 */
export function averagePrecision(labels: Sample, scores: Sample): number | null {
  const { positive, negative } = classScores(labels, scores);
  if (positive.length === 0) return null;
  let area = 0;
  let taken = 0;
  let falsePositives = 0;
  while (taken < positive.length) {
    const score = positive[positive.length - 1 - taken]!;
    const before = taken;
    while (taken < positive.length && positive[positive.length - 1 - taken] === score) taken++;
    while (falsePositives < negative.length && negative[negative.length - 1 - falsePositives]! >= score)
      falsePositives++;
    area += ((taken - before) / positive.length) * (taken / (taken + falsePositives));
  }
  return area;
}

/**
 * Average precision with the logit interval of Boyd, Eng & Page (2013), whose effective sample is the positives.
 * At exactly 1 (or 0), where the logit does not exist, Wilson's interval for that many trials. `null` without positives.
 */
export function averagePrecisionInterval(labels: Sample, scores: Sample, level = 0.95): Interval | null {
  const value = averagePrecision(labels, scores);
  if (value === null) return null;
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  // Rounding may leave the sum of recalls a few ulps above 1.
  const bounded = Math.min(1, value);
  return bounded > 0 && bounded < 1
    ? logitInterval(bounded, 1 / Math.sqrt(positives * bounded * (1 - bounded)), level, 'logit-positives')
    : wilsonInterval(bounded * positives, positives, level);
}
