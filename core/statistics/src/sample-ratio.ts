import { requireSameLength } from './argument.ts';
import { chiSquareTail } from './distributions.ts';

/** Whether traffic was split as the weights say. */
export interface SampleRatio {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** 1 when fewer than two arms have weight or none had traffic. */
  readonly p: number;
  /** The smallest expected count of an arm with weight; below 8 the check is not worth making. 0 without traffic. */
  readonly smallestExpected: number;
}

/** A split this unlikely is a fault of the experiment, not chance: hide the results, promote nothing. */
export const SAMPLE_RATIO_ALPHA = 0.001;

/**
 * Sample ratio mismatch: the chi-square test of units per arm against the weights (methods.md 1.6). Arms without
 * weight are removed first, with their units. Use units at first exposure, within one phase of constant weights.
 * @throws RangeError on a negative or non-finite count or weight.
 */
export function sampleRatio(units: readonly number[], weights: readonly number[]): SampleRatio {
  requireSameLength('units', units, 'weights', weights);
  for (const [name, values] of [['units', units] as const, ['weights', weights] as const]) {
    values.forEach((value, i) => {
      if (!(value >= 0 && value < Infinity))
        throw new RangeError(`${name}[${i}] is ${value}; expected 0 or more`);
    });
  }
  const arms = units
    .map((observed, i) => ({ observed, weight: weights[i]! }))
    .filter((arm) => arm.weight > 0);
  const total = arms.reduce((sum, arm) => sum + arm.observed, 0);
  const weight = arms.reduce((sum, arm) => sum + arm.weight, 0);
  const expected = arms.map((arm) => (total * arm.weight) / weight);
  if (arms.length < 2 || total === 0) return { chiSquare: 0, degreesOfFreedom: 0, p: 1, smallestExpected: 0 };
  const chiSquare = arms.reduce((sum, arm, i) => sum + (arm.observed - expected[i]!) ** 2 / expected[i]!, 0);
  const degreesOfFreedom = arms.length - 1;
  return {
    chiSquare,
    degreesOfFreedom,
    p: chiSquareTail(chiSquare, degreesOfFreedom),
    smallestExpected: Math.min(...expected),
  };
}
