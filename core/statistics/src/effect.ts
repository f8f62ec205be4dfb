import type { Interval } from './interval.ts';
import type { Moments } from './moments.ts';

/** Whether a difference is in the metric's own unit or a share of the control's mean. */
export type Scale = 'absolute' | 'relative';

/** A difference (treatment − control) whose standard error is known and positive. */
export interface EffectEstimate {
  readonly kind: 'estimate';
  readonly difference: number;
  readonly standardError: number;
  /** Units in both arms together; the sequential bounds depend on it. */
  readonly n: number;
  /** Welch–Satterthwaite degrees of freedom. */
  readonly degreesOfFreedom: number;
}

/** A test that could be done: the difference with its interval, the statistic and the two-sided p value. */
export interface Effect {
  readonly kind: 'effect';
  readonly difference: Interval;
  readonly standardError: number;
  /** The studentised difference; `null` where a method has none. */
  readonly statistic: number | null;
  readonly p: number;
}

/** A test that could not be done, and why. It never supports a decision: p is 1 and there is no interval. */
export interface NoResult {
  readonly kind: 'no-result';
  readonly p: 1;
  readonly reason: string;
}

export function noResult(reason: string): NoResult {
  return { kind: 'no-result', p: 1, reason };
}

/**
 * Estimates treatment − control from two arms' moments (methods.md 1.1). Relative differences divide by the
 * absolute value of the control's mean, so their sign stays the direction of change for negative metrics too.
 * No result when an arm has fewer than two units or no spread, or a relative baseline is zero.
 */
export function estimateEffect(
  control: Moments,
  treatment: Moments,
  scale: Scale = 'absolute',
): EffectEstimate | NoResult {
  for (const [name, arm] of [['control', control] as const, ['treatment', treatment] as const]) {
    if (arm.n < 2) return noResult(`${name} has ${arm.n} units; at least 2 are needed`);
    if (!(arm.variance > 0)) return noResult(`${name} has no variance`);
  }
  const varianceC = control.variance / control.n;
  const varianceT = treatment.variance / treatment.n;
  const degreesOfFreedom =
    (varianceC + varianceT) ** 2 / (varianceT ** 2 / (treatment.n - 1) + varianceC ** 2 / (control.n - 1));
  const n = control.n + treatment.n;
  const change = treatment.mean - control.mean;
  if (scale === 'absolute') {
    const standardError = Math.sqrt(varianceC + varianceT);
    return { kind: 'estimate', difference: change, standardError, n, degreesOfFreedom };
  }
  if (control.mean === 0)
    return noResult('the mean of control is 0, so a relative difference does not exist');
  const baseline = control.mean ** 2;
  const standardError = Math.sqrt(varianceT / baseline + (varianceC * treatment.mean ** 2) / baseline ** 2);
  return {
    kind: 'estimate',
    difference: change / Math.abs(control.mean),
    standardError,
    n,
    degreesOfFreedom,
  };
}
