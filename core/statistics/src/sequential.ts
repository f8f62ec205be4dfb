import { requireOpenUnit } from './argument.ts';
import type { Effect, EffectEstimate, NoResult } from './effect.ts';

/**
 * N* = the number of units at which the decision is expected. The bounds are tightest near it: much smaller and late
 * looks pay, much larger and early looks pay (width against a single look: 3.4× at N = 100, 1.6× at N*).
 */
export const SEQUENTIAL_TUNING = 5000;

/** Options of the always-valid tests. */
export interface SequentialOptions {
  /** @default 0.05 */
  readonly alpha?: number;
  /** N*, in units of both arms. @default 5000 */
  readonly tuning?: number;
}

/** A one-sided bound of a difference (treatment − control). */
export interface SequentialBound {
  readonly kind: 'bound';
  readonly side: 'lower' | 'upper';
  readonly value: number;
  readonly bound: number;
  readonly standardError: number;
  /** 1 − alpha. */
  readonly level: number;
}

/** ρ of the two-sided bound; the one-sided bound uses it at 2·alpha (methods.md 1.3). */
export function sequentialRho(alpha: number, tuning: number): number {
  const log = -2 * Math.log(alpha);
  return Math.sqrt((log + Math.log(log + 1)) / tuning);
}

/**
 * Always-valid two-sided interval and p value: an asymptotic confidence sequence (Waudby-Smith et al.,
 * arXiv 2103.06476), which stays valid however often one looks and whenever one stops.
 */
export function sequentialTest(
  estimate: EffectEstimate | NoResult,
  { alpha = 0.05, tuning = SEQUENTIAL_TUNING }: SequentialOptions = {},
): Effect | NoResult {
  requireOpenUnit('alpha', alpha);
  if (estimate.kind === 'no-result') return estimate;
  const { difference, standardError, n } = estimate;
  const half = sequentialHalfWidth(standardError, n, { alpha, tuning });
  const rho2n = sequentialRho(alpha, tuning) ** 2 * n;
  const statistic = difference / standardError;
  const logE = (rho2n * statistic ** 2) / (2 * (rho2n + 1)) - 0.5 * Math.log(rho2n + 1);
  return {
    kind: 'effect',
    difference: {
      value: difference,
      lower: difference - half,
      upper: difference + half,
      level: 1 - alpha,
      method: 'sequential',
    },
    standardError,
    statistic,
    p: Math.min(1, Math.exp(-logE)),
  };
}

/**
 * Always-valid one-sided bound: `lower` to show that the treatment is higher (a guardrail's harm), `upper` that it
 * is lower. @throws RangeError for alpha of 0.5 or more, where the bound does not exist.
 */
export function sequentialBound(
  estimate: EffectEstimate | NoResult,
  side: 'lower' | 'upper',
  { alpha = 0.05, tuning = SEQUENTIAL_TUNING }: SequentialOptions = {},
): SequentialBound | NoResult {
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`alpha is ${alpha}; expected a number between 0 and 0.5`);
  if (estimate.kind === 'no-result') return estimate;
  const { difference, standardError, n } = estimate;
  const half = oneSidedHalfWidth(standardError, n, alpha, tuning);
  return {
    kind: 'bound',
    side,
    value: difference,
    bound: side === 'lower' ? difference - half : difference + half,
    standardError,
    level: 1 - alpha,
  };
}

/**
 * Always-valid one-sided p value: the level at which the bound, with ρ kept at the planned `alpha`, touches zero.
 * ρ stays fixed because a boundary that changed with the level would not be nested: retuned at every level, as a
 * bisection over {@link sequentialBound} would, even a large effect is "not rejected" near one half. At `alpha` itself
 * p < alpha exactly when the bound excludes zero. From one half on the bound does not exist and p is 1.
 */
export function sequentialOneSidedP(
  estimate: EffectEstimate | NoResult,
  side: 'lower' | 'upper',
  { alpha = 0.05, tuning = SEQUENTIAL_TUNING }: SequentialOptions = {},
): number {
  requireOneSidedAlpha(alpha);
  if (estimate.kind === 'no-result') return 1;
  const distance = side === 'lower' ? estimate.difference : -estimate.difference;
  if (distance <= 0) return 1;
  const rho2n = sequentialRho(2 * alpha, tuning) ** 2 * estimate.n;
  const exponent = ((distance / estimate.standardError) ** 2 * rho2n) / (2 * (rho2n + 1));
  const p = Math.sqrt(rho2n + 1) / (2 * Math.expm1(exponent));
  return p < 0.5 ? p : 1;
}

function requireOneSidedAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`alpha is ${alpha}; expected a number between 0 and 0.5`);
}

function oneSidedHalfWidth(standardError: number, n: number, alpha: number, tuning: number): number {
  const rho2n = sequentialRho(2 * alpha, tuning) ** 2 * n;
  return standardError * widthFactor(rho2n, Math.log(1 + Math.sqrt(rho2n + 1) / (2 * alpha)));
}

/** s·√(2(Nρ²+1)/(Nρ)²·log) divided by the standard error s/√N. */
function widthFactor(rho2n: number, log: number): number {
  return Math.sqrt((2 * (rho2n + 1) * log) / rho2n);
}

/** Half-width of the two-sided sequential interval for a given standard error at n units. */
export function sequentialHalfWidth(
  standardError: number,
  n: number,
  options: SequentialOptions = {},
): number {
  const { alpha = 0.05, tuning = SEQUENTIAL_TUNING } = options;
  const rho2n = sequentialRho(alpha, tuning) ** 2 * n;
  return standardError * widthFactor(rho2n, Math.log(Math.sqrt(rho2n + 1) / alpha));
}
