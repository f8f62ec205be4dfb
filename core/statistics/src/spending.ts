import { requireOpenUnit } from './argument.ts';
import { normalCdf, normalQuantile } from './distributions.ts';

/**
 * Lan–DeMets spending of a two-sided alpha over planned looks: the part that may be spent by information share t
 * (0 to 1). `o-brien-fleming` keeps nearly all for the end, `pocock` spreads it. For few looks that are planned;
 * otherwise use the sequential test.
 */
export function alphaSpent(shape: 'o-brien-fleming' | 'pocock', t: number, alpha = 0.05): number {
  requireOpenUnit('alpha', alpha);
  if (!(t >= 0 && t <= 1)) throw new RangeError(`t is ${t}; expected 0 to 1`);
  if (t === 0) return 0;
  if (shape === 'pocock') return alpha * Math.log1p((Math.E - 1) * t);
  return 2 * normalCdf(-normalQuantile(1 - alpha / 2) / Math.sqrt(t));
}
