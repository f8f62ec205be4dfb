import type { Outcome, OutcomeRecord } from '@slipway/contracts';

/** Labels that say yes or no in words. */
const TRUTH: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

const numberOf = (label: string): number | null => {
  const truth = TRUTH.get(label);
  if (truth !== undefined) return truth;
  const number = label.trim() === '' ? Number.NaN : Number(label);
  return Number.isFinite(number) ? number : null;
};

/** An outcome as it is logged. `now`: milliseconds since the epoch, when it arrived. */
export const outcomeRecord = (outcome: Outcome, now: number, gateway: string): OutcomeRecord => {
  const label = String(outcome.label);
  return {
    kind: 'outcome',
    prediction: outcome.predictionId,
    label,
    value: numberOf(label),
    at: outcome.at === undefined ? now : Date.parse(outcome.at),
    receivedAt: now,
    gateway,
  };
};
