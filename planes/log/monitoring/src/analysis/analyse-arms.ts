import type { ArmCounts, ArmQuality, Experiment, ExperimentAnalysis } from '@slipway/contracts';
import { SAMPLE_RATIO_ALPHA, sampleRatio } from '@slipway/statistics';
import { guardrailResults } from '../experiments/guardrail-results.ts';
import { liveMetrics } from '../metrics/live-metrics.ts';
import { compareArms } from './compare-arms.ts';
import { type ArmEvidence, recommend } from './recommendation.ts';

/** Below this expectation the chi-square test of the split is not worth making (methods.md 1.6). */
const LEAST_EXPECTED_UNITS = 8;
const ALPHA = 0.05;

export interface ArmFacts {
  /** Arms of the warehouse over the answers that the experiment assigned; others than its variants are ignored. */
  readonly qualities: readonly ArmQuality[];
  /** Requests of the arms over the same time. */
  readonly counts: readonly ArmCounts[];
  /** Days since the start of the experiment. */
  readonly days: number;
}

/**
 * The analysis of an A/B test from its arms' sums. The first variant is the control. Variants without an answer are not
 * among the arms, but count as 0 units of the split.
 */
export const analyseArms = (
  experiment: Experiment,
  { qualities, counts, days }: ArmFacts,
): ExperimentAnalysis => {
  const { id, endpoint, variants, metric } = experiment;
  const armsOf = (variant: string) =>
    qualities.filter((quality) => quality.variant === variant).sort((a, b) => b.predictions - a.predictions);
  const weighted = variants.filter(({ weight }) => weight > 0);
  const control = weighted[0] && armsOf(weighted[0].variant)[0];
  const challengers = weighted.slice(1);
  const comparisons = challengers.flatMap(({ variant }) => {
    const challenger = armsOf(variant)[0];
    return control && challenger ? compareArms(control, challenger, ALPHA / challengers.length) : [];
  });
  const sampleRatio = splitOf(
    variants.map(({ variant }) => counts.find((arm) => arm.variant === variant)?.firstExposures ?? 0),
    variants.map(({ weight }) => weight),
  );
  const evidence = weighted.map(({ variant }): ArmEvidence => {
    const arms = armsOf(variant);
    const compared = comparisons.find((found) => found.variant === variant && found.metric === metric);
    return {
      variant,
      labelled: arms[0]?.labelled ?? 0,
      labelledUnits: arms[0]?.[metric].units ?? 0,
      versions: arms.length,
      difference: compared?.difference ?? null,
    };
  });
  return {
    experiment: id,
    endpoint,
    arms: variants.flatMap(({ variant }) => armsOf(variant).map(armAnalysis)),
    comparisons,
    guardrails: guardrailResults(experiment, counts),
    sampleRatio,
    recommendation: recommend({ arms: evidence, sampleRatio, experiment, days }),
  };
};

/** Of units at their first exposure, in one phase: the weights of a running experiment never change. */
const splitOf = (units: readonly number[], weights: readonly number[]): ExperimentAnalysis['sampleRatio'] => {
  const { p, smallestExpected } = sampleRatio(units, weights);
  return { p, ok: smallestExpected < LEAST_EXPECTED_UNITS || p >= SAMPLE_RATIO_ALPHA };
};

const armAnalysis = (quality: ArmQuality): ExperimentAnalysis['arms'][number] => {
  const { variant, model, version, predictions, units, labelled, errors } = quality;
  return { variant, model, version, predictions, units, labelled, errors, metrics: liveMetrics(quality) };
};
