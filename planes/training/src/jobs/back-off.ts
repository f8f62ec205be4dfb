import type { RetryPolicy } from '@slipway/contracts';

/** Without a maximum of its own a policy never waits longer: nobody expects a run to go on after a day. */
const LONGEST_WAIT_SECONDS = 3600;

/**
 * Seconds before the next try after `failures` earlier retries: `delaySeconds`·2^failures, at most `maxDelaySeconds`. With
 * jitter evenly between half of that and all of it; `random` is in [0, 1).
 */
export const backOffSeconds = (retry: RetryPolicy, failures: number, random: () => number): number => {
  const { delaySeconds, maxDelaySeconds = LONGEST_WAIT_SECONDS, jitter = false } = retry;
  const wait = Math.min(delaySeconds * 2 ** failures, maxDelaySeconds);
  return jitter ? wait * (0.5 + random() / 2) : wait;
};
