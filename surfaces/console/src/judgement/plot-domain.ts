import type { Estimate } from '@slipway/contracts';

export type Domain = readonly [from: number, to: number];

/** Smallest domain that holds all the intervals and the reference, with a margin; zero width is opened up. */
export const plotDomain = (
  estimates: readonly Pick<Estimate, 'value' | 'lower' | 'upper'>[],
  reference: number | null,
): Domain => {
  const numbers = estimates
    .flatMap(({ value, lower, upper }) => [value, lower, upper])
    .concat(reference)
    .filter((number) => number !== null);
  if (numbers.length === 0) return [0, 1];
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const margin = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - margin, high + margin];
};

/** Place of a value within a domain, from 0 to 1. */
export const placeIn = ([from, to]: Domain, value: number): number => (value - from) / (to - from);
