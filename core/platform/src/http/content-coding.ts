import { promisify } from 'node:util';
import { constants, deflate, gunzip, gzip, inflate } from 'node:zlib';
import { SlipwayError } from '@slipway/contracts';

export type Coding = 'gzip' | 'deflate';

/** `deflate` is the zlib format, as RFC 9110 says. */
const DECODE = { gzip: promisify(gunzip), deflate: promisify(inflate) };
const ENCODE = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Below about one packet a coding saves nothing, and would cost every small answer more time than the model. */
const SMALLEST = 1400;
/** The time counts more than the last percent of size. */
const LEVEL = { level: constants.Z_BEST_SPEED };

/** The coding of a request body; undefined: none. Throws UNSUPPORTED_MEDIA. */
export const codingOf = (header: string | undefined): Coding | undefined => {
  if (header === undefined) return undefined;
  const coding = header.trim().toLowerCase();
  if (coding === '' || coding === 'identity') return undefined;
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  if (coding === 'deflate') return 'deflate';
  throw new SlipwayError('UNSUPPORTED_MEDIA', { type: `coding ${header}` }, { field: 'content-encoding' });
};

/**
 * The body without its coding, at most `limit` bytes: a small body may unfold to any size.
 * Throws BODY_TOO_LARGE, INVALID_REQUEST.
 */
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

/** A body that was received whole, like `decodeBody`; at once where it has no coding. */
export const contentOf = (
  header: string | undefined,
  body: Uint8Array,
  limit: number,
): Uint8Array | Promise<Uint8Array> => {
  const coding = codingOf(header);
  if (body.length > limit) throw new SlipwayError('BODY_TOO_LARGE', { limit });
  return coding === undefined ? body : decodeBody(body, coding, limit);
};

/** Codes a body. */
export const encodeBody = (body: string | Uint8Array, coding: Coding): Promise<Uint8Array> =>
  ENCODE[coding](body, LEVEL);

/** The coding of an answer of so many bytes, as the header Accept-Encoding asks; undefined: none. */
export const chooseCoding = (accepted: string | undefined, bytes: number): Coding | undefined => {
  if (accepted === undefined || bytes < SMALLEST) return undefined;
  let best: { coding: Coding; quality: number } | undefined;
  for (const each of accepted.split(',', 16)) {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if ((name === 'gzip' || name === 'deflate') && quality > (best?.quality ?? 0))
      best = { coding: name, quality };
  }
  return best?.coding;
};
