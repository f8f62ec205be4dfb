import type { ArmQuality, Experiment, ExperimentAnalysis } from '@slipway/contracts';
import { SAMPLE_RATIO_ALPHA, sampleRatio } from '@slipway/statistics';
import { liveMetrics } from '../metrics/live-metrics.ts';
import { compareArms } from './compare-arms.ts';
import { type ArmEvidence, recommend } from './recommendation.ts';

/** Below this expectation the chi-square test of the split is not worth making (methods.md 1.6). */
const LEAST_EXPECTED_UNITS = 8;
const ALPHA = 0.05;

/**
 * The analysis of an experiment from its arms' sums. The first variant is the control. Variants without an answer are not
 * among the arms, but count as 0 units of the split.
 * @param qualities arms of the warehouse over the experiment's answers; others than its variants are ignored
 */
export const analyseArms = (
  { id, endpoint, variants, margin }: Experiment,
  qualities: readonly ArmQuality[],
): ExperimentAnalysis => {
  const armsOf = (variant: string) =>
    qualities.filter((quality) => quality.variant === variant).sort((a, b) => b.predictions - a.predictions);
  const weighted = variants.filter(({ weight }) => weight > 0);
  const control = weighted[0] && armsOf(weighted[0].variant)[0];
  const challengers = weighted.slice(1);
  const comparisons = challengers.flatMap(({ variant }) => {
    const challenger = armsOf(variant)[0];
    return control && challenger ? compareArms(control, challenger, ALPHA / challengers.length) : [];
  });
  const ratio = splitOf(
    variants.map(({ variant }) => armsOf(variant).reduce((sum, { units }) => sum + units, 0)),
    variants.map(({ weight }) => weight),
  );
  const evidence = weighted.map(({ variant }): ArmEvidence => {
    const arms = armsOf(variant);
    const brier = comparisons.find((found) => found.variant === variant && found.metric === 'brier');
    return {
      variant,
      labelled: arms[0]?.labelled ?? 0,
      labelledUnits: arms[0]?.brier.units ?? 0,
      versions: arms.length,
      brier: brier?.difference ?? null,
    };
  });
  return {
    experiment: id,
    endpoint,
    arms: variants.flatMap(({ variant }) => armsOf(variant).map(armAnalysis)),
    comparisons,
    sampleRatio: ratio,
    recommendation: recommend({ arms: evidence, sampleRatio: ratio, margin }),
  };
};

const splitOf = (units: readonly number[], weights: readonly number[]): ExperimentAnalysis['sampleRatio'] => {
  const { p, smallestExpected } = sampleRatio(units, weights);
  return { p, ok: smallestExpected < LEAST_EXPECTED_UNITS || p >= SAMPLE_RATIO_ALPHA };
};

const armAnalysis = (quality: ArmQuality): ExperimentAnalysis['arms'][number] => {
  const { variant, model, version, predictions, units, labelled, errors } = quality;
  return { variant, model, version, predictions, units, labelled, errors, metrics: liveMetrics(quality) };
};
