import type { Estimate } from '@slipway/contracts';
import type { Interval } from '@slipway/statistics';

/** An interval as the contract tells it; without one, `method` says why. */
export const estimateOf = (interval: Interval | null, absent = ''): Estimate =>
  interval === null
    ? { value: null, lower: null, upper: null, level: 0.95, method: absent }
    : {
        value: interval.value,
        lower: interval.lower,
        upper: interval.upper,
        level: interval.level,
        method: interval.method,
      };
