import { isUtf8 } from 'node:buffer';
import { SlipwayError } from '@slipway/contracts';

/** Tokens that numeric libraries write and that JSON does not have. */
const BARE_TOKEN = /(?:^|[\s:,[])(-?(?:NaN|Infinity))\b/;

/** The value of a request body. Throws INVALID_JSON, also for bare NaN and Infinity, with the way out. */
export const parseJson = (bytes: Uint8Array): unknown => {
  if (!isUtf8(bytes)) throw invalid('it is not UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.trim() === '') throw invalid('it is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    const token = BARE_TOKEN.exec(text)?.[1];
    if (token !== undefined) throw invalid(`${token} is not a JSON value; a missing number is null`, error);
    const position = / at position (\d+)/.exec((error as Error).message)?.[1];
    throw invalid(
      position === undefined ? 'it ends too early or is malformed' : `malformed at position ${position}`,
      error,
    );
  }
};

const invalid = (reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('INVALID_JSON', { reason }, cause === undefined ? {} : { cause });
