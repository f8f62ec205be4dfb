import { rankedTrials, type Search, type Trial } from '@slipway/contracts';

/** A search has up to 1,000 trials; more rows than this hide the steps and the log below them. */
const SHOWN = 30;

export interface ShownTrials {
  readonly trials: readonly Trial[];
  /** How many are left out. */
  readonly left: number;
}

/** The best trials, and in any case that of the run which is looked at. */
export const shownTrials = (search: Pick<Search, 'plan' | 'trials'>, run: string): ShownTrials => {
  const ranked = rankedTrials(search);
  const trials = ranked.filter((trial, index) => index < SHOWN || trial.run === run);
  return { trials, left: ranked.length - trials.length };
};
