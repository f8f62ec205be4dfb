import type { SliceResult } from '@slipway/contracts';

const rank = ({ harm, status }: SliceResult): number => (harm?.significant ? 0 : status === 'ok' ? 1 : 2);

/** Harmed slices first, those that say nothing last; otherwise as they were declared. */
export const orderSlices = (slices: readonly SliceResult[]): SliceResult[] =>
  [...slices].sort((a, b) => rank(a) - rank(b));
