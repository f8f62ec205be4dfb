import type { Estimate, ExperimentAnalysis } from '@slipway/contracts';

/** Labelled predictions of each arm before anything is recommended. */
const LEAST_LABELLED = 500;
/** Labelled units of each arm: with fewer, the spread between units is hardly known, and the intervals are too narrow. */
const LEAST_UNITS = 30;

/** The rule, as people see it. */
export const RECOMMENDATION_RULE = `Promote the challenger with the lowest Brier score if its difference to the control is not above 0 and the always-valid 95 % interval of that difference lies below the experiment's margin; wait while an arm has fewer than ${LEAST_LABELLED} labelled predictions or ${LEAST_UNITS} labelled units, or while the units are not split as the weights say (p < 0.001); otherwise keep the control.`;

/** What the rule needs to know of an arm with weight. */
export interface ArmEvidence {
  readonly variant: string;
  readonly labelled: number;
  readonly labelledUnits: number;
  /** Versions that answered as this variant during the experiment. */
  readonly versions: number;
  /** Brier difference to the control; null for the control itself. */
  readonly brier: Estimate | null;
}

export interface RecommendationInput {
  /** The control first. */
  readonly arms: readonly ArmEvidence[];
  readonly sampleRatio: ExperimentAnalysis['sampleRatio'];
  readonly margin: number;
}

type Recommendation = ExperimentAnalysis['recommendation'];

const wait = (reason: string): Recommendation => ({
  action: 'wait',
  variant: null,
  rule: RECOMMENDATION_RULE,
  reason,
});

/** Applies {@link RECOMMENDATION_RULE}. */
export const recommend = ({ arms, sampleRatio, margin }: RecommendationInput): Recommendation => {
  const [control, ...challengers] = arms;
  if (control === undefined || challengers.length === 0) return wait('there are not two arms with weight');
  if (!sampleRatio.ok)
    return wait(
      `the units are not split as the weights say (p ${sampleRatio.p.toPrecision(2)}): the assignment or the log is at fault, and no figure can be trusted`,
    );
  const mixed = arms.find(({ versions }) => versions > 1);
  if (mixed !== undefined)
    return wait(`${mixed.variant} was answered by ${mixed.versions} versions: start a new experiment`);
  const poor = arms.find(({ labelled }) => labelled < LEAST_LABELLED);
  if (poor !== undefined)
    return wait(`${poor.variant} has ${poor.labelled} labelled predictions of at least ${LEAST_LABELLED}`);
  const narrow = arms.find(({ labelledUnits }) => labelledUnits < LEAST_UNITS);
  if (narrow !== undefined)
    return wait(`${narrow.variant} has ${narrow.labelledUnits} labelled units of at least ${LEAST_UNITS}`);
  return decide(control.variant, challengers, margin);
};

const decide = (control: string, challengers: readonly ArmEvidence[], margin: number): Recommendation => {
  const measured = challengers
    .filter((arm): arm is ArmEvidence & { brier: Measured } => isMeasured(arm.brier))
    .sort((a, b) => a.brier.value - b.brier.value);
  const best = measured[0];
  if (best === undefined) return wait('the Brier difference has no interval');
  const { value, upper } = best.brier;
  const said = `the Brier difference of ${best.variant} is ${value.toFixed(5)} and at most ${upper.toFixed(5)}`;
  if (value <= 0 && upper < margin) {
    const reason = `${said}, below the margin ${margin}`;
    return { action: 'promote', variant: best.variant, rule: RECOMMENDATION_RULE, reason };
  }
  const because = value > 0 ? 'it is not better' : `harm up to the margin ${margin} is not ruled out`;
  return { action: 'keep', variant: control, rule: RECOMMENDATION_RULE, reason: `${said}: ${because}` };
};

type Measured = Estimate & { readonly value: number; readonly upper: number };

const isMeasured = (estimate: Estimate | null): estimate is Measured =>
  estimate !== null && estimate.value !== null && estimate.upper !== null;
