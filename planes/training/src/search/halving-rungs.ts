import type { Halving } from '@slipway/contracts';

export interface Rung {
  /** How many trials it has when none of those before it failed. */
  readonly trials: number;
  /** How much of the resource each of them may use. */
  readonly resource: number;
}

/**
 * The rungs of successive halving: the k-th, from 0, has ⌊trials / reduction^k⌋ trials with min·reduction^k of the resource.
 * They end before the resource would pass `max`, or when no trial is left. Source: Jamieson and Talwalkar, "Non-stochastic
 * best arm identification and hyperparameter optimization", AISTATS 2016.
 */
export const halvingRungs = (trials: number, { min, max, reduction }: Halving): Rung[] => {
  const rungs: Rung[] = [];
  for (let power = 0; ; power++) {
    const left = Math.floor(trials / reduction ** power);
    // Products of decimal fractions carry a rounding error that nobody wants to read, or to miss the last rung for.
    const resource = Number((min * reduction ** power).toPrecision(12));
    if (left < 1 || resource > max) return rungs;
    rungs.push({ trials: left, resource });
  }
};
