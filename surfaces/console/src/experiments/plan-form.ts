import type { ExperimentPlanRequest } from '@slipway/contracts';
import { complainInto, type FieldProblem } from '../parameters/field-problem.ts';
import { readNumber, readRequiredNumber } from '../parameters/read-number.ts';
import { armsOf, type ExperimentForm } from './experiment-form.ts';

/** A question to the power calculator as it is typed. */
export interface PlanForm {
  readonly baseline: string;
  readonly effect: string;
  /** Empty: the baseline is a share. */
  readonly deviation: string;
  /** Percent. */
  readonly power: string;
  readonly unitsPerDay: string;
}

export const NEW_PLAN: PlanForm = { baseline: '', effect: '', deviation: '', power: '80', unitsPerDay: '' };

/** Share of the units in the second arm, of those in the first two; half while the weights do not say. */
export const splitOf = (form: ExperimentForm): number => {
  const [control = 0, treatment = 0] = armsOf(form).map(([, text]) => Number(text));
  const split = treatment / (control + treatment);
  return split > 0 && split < 1 ? split : 0.5;
};

const POSITIVE = { min: Number.MIN_VALUE, max: Number.MAX_VALUE };

/** The question of a form about an experiment, and what is wrong with it; with problems it is not to be sent. */
export const readPlan = (
  plan: PlanForm,
  experiment: ExperimentForm,
): { readonly request: ExperimentPlanRequest; readonly problems: readonly FieldProblem[] } => {
  const problems: FieldProblem[] = [];
  const complain = complainInto(problems);
  const any = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
  const baseline = readRequiredNumber(plan.baseline, 'baseline', any, complain);
  const effect = readRequiredNumber(plan.effect, 'effect', POSITIVE, complain);
  const deviation = readNumber(plan.deviation, 'deviation', POSITIVE, complain);
  const power = readRequiredNumber(plan.power, 'power', { min: 51, max: 99 }, complain) / 100;
  const unitsPerDay = readNumber(plan.unitsPerDay, 'unitsPerDay', POSITIVE, complain);
  const coverage = Number(experiment.coverage) / 100;
  return {
    problems,
    request: {
      baseline,
      effect,
      power,
      alpha: 0.05,
      sequential: true,
      split: splitOf(experiment),
      coverage: coverage > 0 && coverage <= 1 ? coverage : 1,
      ...(deviation === null ? {} : { deviation }),
      ...(unitsPerDay === null ? {} : { unitsPerDay }),
    },
  };
};
