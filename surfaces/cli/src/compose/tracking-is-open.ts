import { SlipwayError } from '@slipway/contracts';
import type { Environment } from '@slipway/platform';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Throws INVALID_CONFIGURATION for a tracking API without tokens that others could reach. */
export const trackingIsOpen = ({
  SLIPWAY_TRACKING_OPEN,
  SLIPWAY_HOST,
}: Pick<Environment, 'SLIPWAY_TRACKING_OPEN' | 'SLIPWAY_HOST'>): boolean => {
  if (SLIPWAY_TRACKING_OPEN && !LOOPBACK.test(SLIPWAY_HOST))
    throw new SlipwayError('INVALID_CONFIGURATION', {
      reason: `SLIPWAY_TRACKING_OPEN needs a loopback address, and SLIPWAY_HOST is ${SLIPWAY_HOST}`,
    });
  return SLIPWAY_TRACKING_OPEN;
};
