import { SlipwayError } from '@slipway/contracts';

/** EVALUATION_IMPOSSIBLE with its reason: part of a sentence, without the full stop. */
export const impossible = (reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('EVALUATION_IMPOSSIBLE', { reason }, cause === undefined ? {} : { cause });
