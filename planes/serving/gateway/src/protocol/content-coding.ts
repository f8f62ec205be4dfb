import { promisify } from 'node:util';
import { constants, deflate, gunzip, gzip, inflate } from 'node:zlib';
import { SlipwayError } from '@slipway/contracts';

type Coding = 'gzip' | 'deflate';

/** `deflate` is the zlib format, as RFC 9110 says. */
const DECODE = { gzip: promisify(gunzip), deflate: promisify(inflate) };
const ENCODE = { gzip: promisify(gzip), deflate: promisify(deflate) };
/** Below about one packet a coding saves nothing. */
const SMALLEST = 1400;
const LEVEL = { level: constants.Z_BEST_SPEED };

/** The coding of a request body; null: none. Throws UNSUPPORTED_MEDIA. */
export const codingOf = (header: string | undefined): Coding | null => {
  if (header === undefined || header === '' || header === 'identity') return null;
  const coding = header.trim().toLowerCase();
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  if (coding === 'deflate') return 'deflate';
  throw new SlipwayError('UNSUPPORTED_MEDIA', { type: `coded as ${header}` }, { field: 'content-encoding' });
};

/** The body without its coding, at most `limit` bytes: a small body may unfold to any size. Throws BODY_TOO_LARGE, INVALID_REQUEST. */
export const decodeBody = async (body: Uint8Array, coding: Coding, limit: number): Promise<Uint8Array> => {
  try {
    return await DECODE[coding](body, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new SlipwayError('BODY_TOO_LARGE', { limit }, { cause });
    const reason = `the body is not ${coding}`;
    throw new SlipwayError('INVALID_REQUEST', { reason }, { field: 'content-encoding', cause });
  }
};

/** The coding of an answer, as the client asks for it with Accept-Encoding; null: none. */
export const answerCoding = (accepted: string | undefined, bytes: number): Coding | null => {
  if (accepted === undefined || bytes < SMALLEST) return null;
  const names = accepted
    .split(',', 16)
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';')[0]);
  return names.includes('gzip') ? 'gzip' : names.includes('deflate') ? 'deflate' : null;
};

export const encodeBody = (body: string | Uint8Array, coding: Coding): Promise<Uint8Array> =>
  ENCODE[coding](body, LEVEL);
