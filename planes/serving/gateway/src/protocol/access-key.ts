import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SlipwayError } from '@slipway/contracts';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

const keyIn = ({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined => {
  if (authorization !== undefined) return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return typeof apiKey === 'string' ? apiKey : undefined;
};

/**
 * Throws UNAUTHENTICATED unless the request carries the key as a bearer token or in `x-api-key`; without a key everybody may come in.
 * Hashes are compared, in constant time, so that the time of an answer tells nothing about the key.
 */
export const createKeyCheck = (key: string | undefined): ((headers: IncomingHttpHeaders) => void) => {
  if (key === undefined) return () => undefined;
  const expected = hash(key);
  return (headers) => {
    const given = keyIn(headers);
    if (given === undefined || !timingSafeEqual(hash(given), expected))
      throw new SlipwayError('UNAUTHENTICATED');
  };
};
