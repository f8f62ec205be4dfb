import type { Estimate, Experiment, ExperimentAnalysis } from '@slipway/contracts';

/** Labelled predictions of each arm before anything is recommended. */
const LEAST_LABELLED = 500;
/** Labelled units of each arm: with fewer, the spread between units is hardly known, and the intervals are too narrow. */
const LEAST_UNITS = 30;

type Metric = Experiment['metric'];

const NAMES = {
  brier: { figure: 'Brier', best: 'lowest Brier score' },
  logLoss: { figure: 'log-loss', best: 'lowest log loss' },
  accuracy: { figure: 'accuracy', best: 'highest accuracy' },
} as const;

/** The rule, as people see it. */
export const recommendationRule = (metric: Metric): string => {
  const { best } = NAMES[metric];
  const [side, bound] = metric === 'accuracy' ? ['below', 'above minus'] : ['above', 'below'];
  return `Promote the challenger with the ${best} if its difference to the control is not ${side} 0 and the always-valid 95 % interval of that difference lies ${bound} the experiment's margin; wait while an arm has fewer than ${LEAST_LABELLED} labelled predictions or ${LEAST_UNITS} labelled units, before the minimum duration is over, and with less than the planned units unless the challenger is shown to be good; inconclusive when the units are not split as the weights say (p < 0.001) or an arm changed its version; otherwise keep the control.`;
};

/** What the rule needs to know of an arm with weight. */
export interface ArmEvidence {
  readonly variant: string;
  readonly labelled: number;
  readonly labelledUnits: number;
  /** Versions that answered as this variant during the experiment. */
  readonly versions: number;
  /** Difference to the control in the experiment's metric, challenger − control; null for the control itself. */
  readonly difference: Estimate | null;
}

export interface RecommendationInput {
  /** The control first. */
  readonly arms: readonly ArmEvidence[];
  readonly sampleRatio: ExperimentAnalysis['sampleRatio'];
  readonly experiment: Pick<Experiment, 'metric' | 'margin' | 'minimumDays' | 'plannedUnits'>;
  /** Days since the start. */
  readonly days: number;
}

type Recommendation = ExperimentAnalysis['recommendation'];

/** Applies {@link recommendationRule}. */
export const recommend = (input: RecommendationInput): Recommendation => {
  const { arms, sampleRatio, experiment } = input;
  const rule = recommendationRule(experiment.metric);
  const nobody = (action: 'wait' | 'inconclusive', reason: string) => ({
    action,
    variant: null,
    rule,
    reason,
  });
  const wait = (reason: string) => nobody('wait', reason);
  const [control, ...challengers] = arms;
  if (control === undefined || challengers.length === 0) return wait('there are not two arms with weight');
  if (!sampleRatio.ok)
    return nobody(
      'inconclusive',
      `the units are not split as the weights say (p ${sampleRatio.p.toPrecision(2)}): the assignment or the log is at fault, and no figure can be trusted`,
    );
  const mixed = arms.find(({ versions }) => versions > 1);
  if (mixed !== undefined)
    return nobody(
      'inconclusive',
      `${mixed.variant} was answered by ${mixed.versions} versions: start a new experiment`,
    );
  const poor = poverty(arms);
  if (poor !== null) return wait(poor);
  const { minimumDays } = experiment;
  if (input.days < minimumDays)
    return wait(`${input.days.toFixed(1)} of the ${minimumDays} days that it must run at least are over`);
  return { ...decide(control, challengers, experiment), rule };
};

const poverty = (arms: readonly ArmEvidence[]): string | null => {
  const poor = arms.find(({ labelled }) => labelled < LEAST_LABELLED);
  if (poor !== undefined)
    return `${poor.variant} has ${poor.labelled} labelled predictions of at least ${LEAST_LABELLED}`;
  const narrow = arms.find(({ labelledUnits }) => labelledUnits < LEAST_UNITS);
  if (narrow !== undefined)
    return `${narrow.variant} has ${narrow.labelledUnits} labelled units of at least ${LEAST_UNITS}`;
  return null;
};

const decide = (
  control: ArmEvidence,
  challengers: readonly ArmEvidence[],
  { metric, margin, plannedUnits }: RecommendationInput['experiment'],
): Omit<Recommendation, 'rule'> => {
  const { figure } = NAMES[metric];
  const best = challengers
    .flatMap(({ variant, difference }) => {
      const harm = harmOf(metric, difference);
      return harm === null ? [] : [{ variant, harm }];
    })
    .sort((a, b) => a.harm.value - b.harm.value)[0];
  if (best === undefined)
    return { action: 'wait', variant: null, reason: `the ${figure} difference has no interval` };
  const { value, upper } = best.harm;
  const said =
    metric === 'accuracy'
      ? `the ${figure} difference of ${best.variant} is ${(-value).toFixed(5)} and at least ${(-upper).toFixed(5)}`
      : `the ${figure} difference of ${best.variant} is ${value.toFixed(5)} and at most ${upper.toFixed(5)}`;
  if (value <= 0 && upper < margin)
    return { action: 'promote', variant: best.variant, reason: `${said}, within the margin ${margin}` };
  const because = value > 0 ? 'it is not better' : `harm up to the margin ${margin} is not ruled out`;
  const short = [control, ...challengers].find(({ labelledUnits }) => labelledUnits < (plannedUnits ?? 0));
  if (short !== undefined)
    return {
      action: 'wait',
      variant: null,
      reason: `${said}: ${because}, and ${short.variant} has ${short.labelledUnits} of the ${plannedUnits} units that were planned`,
    };
  return { action: 'keep', variant: control.variant, reason: `${said}: ${because}` };
};

/** Harm and its upper bound: a difference in which more is worse. Null without an interval. */
const harmOf = (
  metric: Metric,
  difference: Estimate | null,
): { readonly value: number; readonly upper: number } | null => {
  if (difference === null) return null;
  const { value, lower, upper } = difference;
  if (value === null || lower === null || upper === null) return null;
  return metric === 'accuracy' ? { value: 0 - value, upper: 0 - lower } : { value, upper };
};
