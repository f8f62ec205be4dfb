import type {
  ArmCounts,
  ClusterSums,
  Estimate,
  Experiment,
  ShadowAnalysis,
  ShadowArmAnalysis,
  ShadowCounts,
} from '@slipway/contracts';
import {
  type EffectEstimate,
  mcNemar,
  type NoResult,
  noResult,
  ratioMoments,
  sequentialTest,
  wilsonInterval,
} from '@slipway/statistics';
import { guardrailResults } from '../experiments/guardrail-results.ts';

const ALPHA = 0.05;

/**
 * The analysis of a shadow test: each shadow beside the answers that clients got to the same requests. Pairs need no assignment and
 * far fewer rows than an A/B test (methods.md 1.8), as long as outcomes do not depend on the decision that was served.
 */
export const analyseShadow = (
  experiment: Experiment,
  shadows: readonly ShadowCounts[],
  counts: readonly ArmCounts[],
): ShadowAnalysis => ({
  experiment: experiment.id,
  endpoint: experiment.endpoint,
  shadows: experiment.variants.flatMap(({ variant }) =>
    shadows
      .filter((shadow) => shadow.variant === variant)
      .map((shadow) => shadowAnalysis(shadow, ALPHA / experiment.variants.length)),
  ),
  guardrails: guardrailResults(experiment, counts),
});

const shadowAnalysis = (counts: ShadowCounts, alpha: number): ShadowArmAnalysis => {
  const { variant, model, version, compared, missing, labelled, brier } = counts;
  const { bothRight, onlyLiveRight, onlyShadowRight, bothWrong } = counts;
  const { p, method } = mcNemar({ championOnly: onlyLiveRight, candidateOnly: onlyShadowRight });
  const mean = (sum: number) => (labelled === 0 ? null : sum / labelled);
  return {
    variant,
    model,
    version,
    compared,
    missing,
    agreement: agreementOf(counts),
    difference: {
      mean: counts.meanDifference,
      meanAbsolute: counts.meanAbsoluteDifference,
      maximumAbsolute: counts.maximumAbsoluteDifference,
    },
    labelled,
    mcNemar: { bothRight, onlyLiveRight, onlyShadowRight, bothWrong, p, method },
    brier: { live: mean(brier.live), shadow: mean(brier.shadow), ...pairedBrier(brier.difference, alpha) },
  };
};

const agreementOf = ({ agreeing, decided }: ShadowCounts): Estimate =>
  wilsonInterval(agreeing, decided) ?? {
    value: null,
    lower: null,
    upper: null,
    level: 0.95,
    method: 'no decisions',
  };

/** Mean of shadow − live per row, of units: each unit carries its own difference, so the arms' variances do not add up. */
const pairedBrier = (
  sums: ClusterSums,
  alpha: number,
): { readonly difference: Estimate; readonly p: number | null } => {
  const effect = sequentialTest(pairedEstimate(sums), { alpha });
  if (effect.kind === 'no-result')
    return {
      difference: { value: null, lower: null, upper: null, level: 1 - alpha, method: effect.reason },
      p: null,
    };
  const { value, lower, upper, level, method } = effect.difference;
  return { difference: { value, lower, upper, level, method }, p: effect.p };
};

const pairedEstimate = ({ units, m, d, mm, dd, md }: ClusterSums): EffectEstimate | NoResult => {
  if (units < 2) return noResult('fewer than two units have outcomes');
  const { mean, variance } = ratioMoments({
    n: units,
    numerator: m,
    denominator: d,
    numeratorSquares: mm,
    denominatorSquares: dd,
    products: md,
  });
  if (!(variance > 0)) return noResult('the difference is the same in every unit');
  return {
    kind: 'estimate',
    difference: mean,
    standardError: Math.sqrt(variance / units),
    n: units,
    degreesOfFreedom: units - 1,
  };
};
