import type {
  ArmCounts,
  ClusterSums,
  Experiment,
  Guardrail,
  GuardrailResult,
  RequestSums,
} from '@slipway/contracts';
import { judgeGuardrail } from './judge-guardrail.ts';

/** Chance that an experiment without any effect is ever stopped by its guardrails. */
const ALPHA = 0.05;

/** Thresholds of the latency guardrails, in the order in which the counts of slow answers are asked for. */
export const thresholdsOf = ({ guardrails }: Pick<Experiment, 'guardrails'>): number[] => [
  ...new Set(guardrails.flatMap(({ overMs }) => (overMs === undefined ? [] : [overMs]))),
];

/** An arm that can be stopped, with what it is compared with. */
export interface ComparedArm {
  readonly variant: string;
  readonly arm: RequestSums | null;
  readonly control: RequestSums | null;
}

/**
 * Arms beside their control: in an A/B test the challengers with weight beside the first variant, in a shadow test each shadow
 * beside the answers that clients got to the same requests.
 */
export const comparedArms = (
  { kind, variants }: Pick<Experiment, 'kind' | 'variants'>,
  arms: readonly ArmCounts[],
): ComparedArm[] => {
  const countsOf = (name: string) => arms.find(({ variant }) => variant === name);
  const weighted = variants.filter(({ weight }) => weight > 0);
  if (kind === 'shadow') {
    return weighted.map(({ variant }) => {
      const counts = countsOf(variant);
      return { variant, arm: counts?.sums ?? null, control: counts?.live ?? null };
    });
  }
  const [control, ...challengers] = weighted;
  const live = control === undefined ? null : (countsOf(control.variant)?.sums ?? null);
  return challengers.map(({ variant }) => ({ variant, arm: countsOf(variant)?.sums ?? null, control: live }));
};

/** The sums that a guardrail looks at. */
export const sumsOf = (
  { metric, overMs }: Pick<Guardrail, 'metric' | 'overMs'>,
  sums: RequestSums | null,
  thresholds: readonly number[],
): ClusterSums | null => {
  if (sums === null) return null;
  if (metric === 'errors') return sums.errors;
  if (metric === 'fallback') return sums.fallbacks;
  return sums.slow[thresholds.indexOf(overMs ?? Number.NaN)] ?? null;
};

/** Every guardrail of every arm that can be stopped. The error rate is divided among them. */
export const guardrailResults = (
  experiment: Pick<Experiment, 'kind' | 'variants' | 'guardrails'>,
  arms: readonly ArmCounts[],
): GuardrailResult[] => {
  const { guardrails } = experiment;
  const thresholds = thresholdsOf(experiment);
  const compared = comparedArms(experiment, arms);
  return compared.flatMap(({ variant, arm, control }) =>
    guardrails.map((guardrail) =>
      judgeGuardrail({
        variant,
        guardrail,
        arm: sumsOf(guardrail, arm, thresholds),
        control: sumsOf(guardrail, control, thresholds),
        alpha: ALPHA / (guardrails.length * compared.length),
      }),
    ),
  );
};
