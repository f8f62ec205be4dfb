import type { ArmQuality, ClusterSums, Estimate } from '@slipway/contracts';
import {
  clipInterval,
  type Interval,
  logitInterval,
  type Moments,
  ratioMoments,
  studentInterval,
  wilsonInterval,
} from '@slipway/statistics';
import { estimateOf } from './estimate-of.ts';

/** The figures of realised quality, and which direction is good. */
export const LIVE_METRICS = {
  auc: 'higher',
  brier: 'lower',
  logLoss: 'lower',
  accuracy: 'higher',
} as const;
export type LiveMetric = keyof typeof LIVE_METRICS;

export const LIVE_METRIC_NAMES = Object.keys(LIVE_METRICS) as LiveMetric[];

/** Metrics that are means over rows, with sums per unit. */
export type MeanMetric = Exclude<LiveMetric, 'auc'>;

const UPPER_END: Readonly<Record<MeanMetric, number>> = { brier: 1, logLoss: Infinity, accuracy: 1 };

/** Moments of a mean over rows where the unit was randomised: the delta method over units (methods.md 1.1). */
export const metricMoments = ({ units, m, d, mm, dd, md }: ClusterSums): Moments => {
  const { n, mean, variance } = ratioMoments({
    n: units,
    numerator: m,
    denominator: d,
    numeratorSquares: mm,
    denominatorSquares: dd,
    products: md,
  });
  // Sums of squares cancel; a variance of exactly nothing may come out below it.
  return { n, mean, variance: Math.max(0, variance) };
};

/**
 * The metrics of an arm over its labelled rows with 95 % intervals: AUC by DeLong (rows taken as independent), the others
 * clustered by unit with Student's t, because there may be few units. A figure without interval says why in `method`.
 */
export const liveMetrics = (arm: ArmQuality): Record<LiveMetric, Estimate> => ({
  auc: estimateOf(aucInterval(arm), 'a class has fewer than two rows'),
  brier: meanEstimate(arm.brier, 'brier'),
  logLoss: meanEstimate(arm.logLoss, 'logLoss'),
  accuracy: meanEstimate(arm.accuracy, 'accuracy'),
});

const meanEstimate = (sums: ClusterSums, metric: MeanMetric): Estimate => {
  const { n, mean, variance } = metricMoments(sums);
  if (n < 1 || sums.d === 0) return estimateOf(null, 'no labelled rows');
  if (n < 2 || variance === 0) {
    const method = n < 2 ? 'one unit only' : 'all units are alike';
    return { value: mean, lower: null, upper: null, level: 0.95, method };
  }
  const interval = studentInterval(mean, Math.sqrt(variance / n), n - 1);
  return estimateOf(clipInterval(interval, 0, UPPER_END[metric]));
};

const aucInterval = ({ auc, positives, labelled }: ArmQuality): Interval | null => {
  if (auc === null) return null;
  const { value, variance } = auc;
  if (variance > 0 && value > 0 && value < 1) {
    return logitInterval(value, Math.sqrt(variance) / (value * (1 - value)), 0.95, 'delong-logit');
  }
  // Perfect separation has no variance, but is not certain: as many trials as the smaller class has rows.
  const trials = Math.min(positives, labelled - positives);
  return wilsonInterval(value * trials, trials, 0.95, 'wilson-smaller-class');
};
