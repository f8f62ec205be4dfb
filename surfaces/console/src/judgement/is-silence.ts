import { SlipwayError } from '@slipway/contracts';

/** Whether nobody answered at all, as opposed to an answer that says no. */
export const isSilence = (error: unknown): boolean =>
  error instanceof SlipwayError && (error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT');
