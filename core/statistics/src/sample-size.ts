import { requireOpenUnit } from './argument.ts';
import { normalCdf, normalQuantile } from './distributions.ts';
import type { EffectEstimate } from './effect.ts';
import { SEQUENTIAL_TUNING, sequentialHalfWidth } from './sequential.ts';

/** Wanted error rates of a plan. */
export interface PowerTarget {
  /** Two-sided. @default 0.05 */
  readonly alpha?: number;
  /** @default 0.8 */
  readonly power?: number;
}

function quantiles({ alpha = 0.05, power = 0.8 }: PowerTarget): { zAlpha: number; zPower: number } {
  requireOpenUnit('alpha', alpha);
  requireOpenUnit('power', power);
  return { zAlpha: normalQuantile(1 - alpha / 2), zPower: normalQuantile(power) };
}

function requireEffect(delta: number): void {
  if (delta === 0 || !Number.isFinite(delta))
    throw new RangeError(`the effect is ${delta}; expected one other than 0`);
}

/**
 * Units per arm to tell two proportions apart, not rounded (methods.md 1.8, unpooled variance).
 * @throws RangeError when a proportion is 0 or 1, or they are equal.
 */
export function proportionSampleSize(p1: number, p2: number, target: PowerTarget = {}): number {
  requireOpenUnit('p1', p1);
  requireOpenUnit('p2', p2);
  return totalSampleSize([p1 * (1 - p1), p2 * (1 - p2)], [0.5, 0.5], p2 - p1, target) / 2;
}

/** Units per arm to find a difference of means. @throws RangeError for effect 0. */
export function meanSampleSize(
  standardDeviation: number,
  difference: number,
  target: PowerTarget = {},
): number {
  const variance = standardDeviation ** 2;
  return totalSampleSize([variance, variance], [0.5, 0.5], difference, target) / 2;
}

/** Units in both arms for an unequal split: (z + z)²·(v₁/f₁ + v₂/f₂)/δ². @throws RangeError for effect 0 or a share outside (0, 1). */
export function totalSampleSize(
  variances: readonly [number, number],
  sharesOfTraffic: readonly [number, number],
  difference: number,
  target: PowerTarget = {},
): number {
  requireEffect(difference);
  sharesOfTraffic.forEach((share, i) => {
    requireOpenUnit(`sharesOfTraffic[${i}]`, share);
  });
  const { zAlpha, zPower } = quantiles(target);
  const spread = variances[0] / sharesOfTraffic[0] + variances[1] / sharesOfTraffic[1];
  return ((zAlpha + zPower) ** 2 * spread) / difference ** 2;
}

/**
 * Rows for McNemar's test when `championOnly` and `candidateOnly` are the expected shares of discordant rows: what a
 * shadow test needs, usually a fraction of the A/B test for the same accuracies.
 */
export function pairedSampleSize(
  championOnly: number,
  candidateOnly: number,
  target: PowerTarget = {},
): number {
  const difference = candidateOnly - championOnly;
  requireEffect(difference);
  const { zAlpha, zPower } = quantiles(target);
  const discordant = championOnly + candidateOnly;
  return (
    (zAlpha * Math.sqrt(discordant) + zPower * Math.sqrt(discordant - difference ** 2)) ** 2 / difference ** 2
  );
}

/** Days of an experiment: enough traffic, at least 3 days, in whole weeks from a week on, plus the time labels take. */
export function experimentDays(
  units: number,
  {
    unitsPerDay,
    coverage = 1,
    maturityDays = 0,
  }: { unitsPerDay: number; coverage?: number; maturityDays?: number },
): number {
  if (!(unitsPerDay > 0)) throw new RangeError(`unitsPerDay is ${unitsPerDay}; expected more than 0`);
  if (!(coverage > 0 && coverage <= 1)) throw new RangeError(`coverage is ${coverage}; expected 0 to 1`);
  const days = Math.max(3, Math.ceil(units / (unitsPerDay * coverage)));
  return (days <= 3 ? days : Math.ceil(days / 7) * 7) + maturityDays;
}

/** Options of the mid-experiment functions. */
export interface RemainingTrafficOptions extends PowerTarget {
  /** Whether the always-valid interval decides instead of a single look. @default false */
  readonly sequential?: boolean;
  /** N* of the sequential interval. @default 5000 */
  readonly tuning?: number;
}

/**
 * Chance that an experiment grown to (1 + extra) times its present traffic finds an effect of `detectable`: the
 * estimate is then normal around it with the present squared error divided by 1 + extra.
 */
export function powerAfter(
  estimate: EffectEstimate,
  detectable: number,
  extra: number,
  { alpha = 0.05, sequential = false, tuning = SEQUENTIAL_TUNING }: RemainingTrafficOptions = {},
): number {
  const standardError = estimate.standardError / Math.sqrt(1 + extra);
  const half = sequential
    ? sequentialHalfWidth(standardError, estimate.n * (1 + extra), { alpha, tuning })
    : normalQuantile(1 - alpha / 2) * standardError;
  const effect = Math.abs(detectable);
  return normalCdf((effect - half) / standardError) + normalCdf((-effect - half) / standardError);
}

/** No experiment grows a hundred million times; beyond it the effect is out of reach. */
const LARGEST_FACTOR = 2 ** 27;

/**
 * Extra traffic, as a multiple of the present one, until the power is reached; 0 when it is reached already, `null`
 * when it is out of reach. Within 1e-5 of the power, found by bisection.
 */
export function extraTrafficFactor(
  estimate: EffectEstimate,
  detectable: number,
  options: RemainingTrafficOptions = {},
): number | null {
  requireEffect(detectable);
  const { power = 0.8 } = options;
  requireOpenUnit('power', power);
  if (powerAfter(estimate, detectable, 0, options) >= power) return 0;
  let upper = 1;
  while (powerAfter(estimate, detectable, upper, options) < power) {
    upper *= 2;
    if (upper > LARGEST_FACTOR) return null;
  }
  let lower = 0;
  for (let i = 0; i < 100; i++) {
    const middle = (lower + upper) / 2;
    const reached = powerAfter(estimate, detectable, middle, options);
    if (Math.abs(reached - power) < 1e-5) return middle;
    if (reached > power) upper = middle;
    else lower = middle;
  }
  return upper;
}
