import { requireOpenUnit } from './argument.ts';

/** What the error share may be, what it must not be, and how often either may be mistaken. */
export interface ErrorShareTest {
  /** p0: the share that is fine. */
  readonly acceptable: number;
  /** p1 > p0: the share that must stop the arm. */
  readonly unacceptable: number;
  /** Chance of stopping an acceptable arm. @default 0.05 */
  readonly alpha?: number;
  /** Chance of accepting an unacceptable arm. @default 0.05 */
  readonly beta?: number;
}

/** State of a sequential probability ratio test. */
export interface ErrorShareVerdict {
  readonly verdict: 'stop' | 'accept' | 'continue';
  readonly logLikelihoodRatio: number;
  /** Stop at or above. */
  readonly stopAt: number;
  /** Accept at or below. */
  readonly acceptAt: number;
}

/**
 * Wald's sequential probability ratio test of an error share, from counts alone (methods.md 1.10): the kill switch
 * with the fewest requests. Check it after every batch; the first verdict other than `continue` is final.
 * @throws RangeError unless 0 < acceptable < unacceptable < 1 and 0 ≤ errors ≤ requests.
 */
export function errorShareTest(errors: number, requests: number, test: ErrorShareTest): ErrorShareVerdict {
  const { acceptable, unacceptable, alpha = 0.05, beta = 0.05 } = test;
  requireOpenUnit('acceptable', acceptable);
  requireOpenUnit('unacceptable', unacceptable);
  requireOpenUnit('alpha', alpha);
  requireOpenUnit('beta', beta);
  if (unacceptable <= acceptable) throw new RangeError('unacceptable must be above acceptable');
  if (!(errors >= 0 && errors <= requests))
    throw new RangeError(`errors is ${errors}; expected 0 to ${requests}`);
  const logLikelihoodRatio =
    errors * Math.log(unacceptable / acceptable) +
    (requests - errors) * (Math.log1p(-unacceptable) - Math.log1p(-acceptable));
  const stopAt = Math.log((1 - beta) / alpha);
  const acceptAt = Math.log(beta / (1 - alpha));
  const verdict =
    logLikelihoodRatio >= stopAt ? 'stop' : logLikelihoodRatio <= acceptAt ? 'accept' : 'continue';
  return { verdict, logLikelihoodRatio, stopAt, acceptAt };
}
