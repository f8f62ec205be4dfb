import type { ArmQuality, Estimate, ExperimentAnalysis } from '@slipway/contracts';
import {
  type Effect,
  type EffectEstimate,
  estimateEffect,
  type NoResult,
  noResult,
  SEQUENTIAL_TUNING,
  sequentialTest,
} from '@slipway/statistics';
import { LIVE_METRIC_NAMES, type LiveMetric, metricMoments } from '../metrics/live-metrics.ts';

type ArmComparison = ExperimentAnalysis['comparisons'][number];

/**
 * Challenger − control in every metric, with the always-valid interval (methods.md 1.3), so that one may look at any time and
 * stop. It is tightest near {@link SEQUENTIAL_TUNING} labelled units of both arms: fixed, because a tuning that follows the
 * units seen would void the validity.
 * @param alpha chance that any look at one challenger misleads; divide it among the challengers
 */
export const compareArms = (control: ArmQuality, challenger: ArmQuality, alpha: number): ArmComparison[] =>
  LIVE_METRIC_NAMES.map((metric) => {
    const effect = sequentialTest(differenceOf(metric, control, challenger), {
      alpha,
      tuning: SEQUENTIAL_TUNING,
    });
    return {
      variant: challenger.variant,
      metric,
      difference: differenceEstimate(effect, alpha),
      p: effect.kind === 'effect' ? effect.p : null,
    };
  });

const differenceOf = (
  metric: LiveMetric,
  control: ArmQuality,
  challenger: ArmQuality,
): EffectEstimate | NoResult => {
  if (metric === 'auc') return aucDifference(control, challenger);
  return estimateEffect(metricMoments(control[metric]), metricMoments(challenger[metric]));
};

/** The arms have different rows, so their AUCs are independent and the variances add up. */
const aucDifference = (control: ArmQuality, challenger: ArmQuality): EffectEstimate | NoResult => {
  if (control.auc === null || challenger.auc === null) return noResult('a class has fewer than two rows');
  const variance = control.auc.variance + challenger.auc.variance;
  if (variance <= 0) return noResult('both arms separate the classes perfectly');
  return {
    kind: 'estimate',
    difference: challenger.auc.value - control.auc.value,
    standardError: Math.sqrt(variance),
    n: control.brier.units + challenger.brier.units,
    degreesOfFreedom: Infinity,
  };
};

const differenceEstimate = (effect: Effect | NoResult, alpha: number): Estimate => {
  if (effect.kind === 'no-result')
    return { value: null, lower: null, upper: null, level: 1 - alpha, method: effect.reason };
  const { value, lower, upper, level, method } = effect.difference;
  return { value, lower, upper, level, method };
};
