import { type ExperimentPlan, type ExperimentPlanRequest, SlipwayError } from '@slipway/contracts';
import {
  experimentDays,
  extraTrafficFactor,
  normalQuantile,
  SEQUENTIAL_TUNING,
  totalSampleSize,
} from '@slipway/statistics';

/**
 * Units and days that an experiment needs to find an effect (methods.md 1.8). Looked at any time, the interval is wider, and the
 * units are those at which the always-valid interval of the analysis has the power.
 * Throws INVALID_REQUEST when `baseline` or `baseline + effect` is not a share, or the effect is out of reach.
 */
export const planExperiment = (request: ExperimentPlanRequest): ExperimentPlan => {
  const { effect, alpha, power, split, sequential, unitsPerDay, coverage } = request;
  const shares = [1 - split, split] as const;
  const single = totalSampleSize(variancesOf(request), shares, effect, { alpha, power });
  const total = sequential ? grown(single, request) : single;
  const control = Math.ceil(total * shares[0]);
  const treatment = Math.ceil(total * shares[1]);
  const units = control + treatment;
  return {
    unitsPerArm: { control, treatment },
    units,
    days: unitsPerDay === undefined ? null : experimentDays(units, { unitsPerDay, coverage }),
    method: methodOf(request),
  };
};

const variancesOf = ({ baseline, effect, deviation }: ExperimentPlanRequest): [number, number] => {
  if (deviation !== undefined) return [deviation ** 2, deviation ** 2];
  const reached = baseline + effect;
  if (!(baseline > 0 && baseline < 1))
    throw refused('baseline', 'must lie between 0 and 1, or give the deviation of the metric');
  if (reached >= 1) throw refused('effect', `leads to a share of ${reached}; it must stay below 1`);
  return [baseline * (1 - baseline), reached * (1 - reached)];
};

/** The units of a single look, grown until the always-valid interval has the power. */
const grown = (units: number, { effect, alpha, power }: ExperimentPlanRequest): number => {
  const standardError = effect / (normalQuantile(1 - alpha / 2) + normalQuantile(power));
  const single = {
    kind: 'estimate',
    difference: effect,
    standardError,
    n: units,
    degreesOfFreedom: Infinity,
  } as const;
  const extra = extraTrafficFactor(single, effect, { alpha, power, sequential: true });
  if (extra === null) throw refused('effect', 'is too small for any traffic');
  return units * (1 + extra);
};

const methodOf = ({ deviation, sequential, alpha, power }: ExperimentPlanRequest): string => {
  const compared = deviation === undefined ? 'two proportions, unpooled' : 'two means';
  const looks = sequential
    ? `always-valid interval tuned to ${SEQUENTIAL_TUNING} units, looked at any time`
    : 'one look at the end';
  return `${compared}; alpha ${alpha} two-sided, power ${power}; ${looks}`;
};

const refused = (field: string, problem: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });
