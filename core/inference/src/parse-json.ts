import { isUtf8 } from 'node:buffer';
import { SlipwayError } from '@slipway/contracts';
import { fieldOfJsonFault } from './json-fault.ts';

/** Tokens that numeric libraries write and that JSON does not have. */
const BARE_TOKEN = /(?:^|[\s:,[])(-?(?:NaN|Infinity))\b/;

/** In a text longer than this the field of a fault is not looked for: the answer must stay cheap. */
const SEARCHED_LENGTH = 1024 * 1024;

/** The value of a request body. Throws INVALID_JSON with the field where it goes wrong, also for bare NaN and Infinity. */
export const parseJson = (bytes: Uint8Array): unknown => {
  if (!isUtf8(bytes)) throw invalid('it is not UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.trim() === '') throw invalid('it is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    const field = text.length > SEARCHED_LENGTH ? undefined : fieldOfJsonFault(text);
    throw invalid(reasonOf(text, error as Error), { field, cause: error });
  }
};

const reasonOf = (text: string, { message }: Error): string => {
  const token = BARE_TOKEN.exec(text)?.[1];
  if (token !== undefined) return `${token} is not a JSON value; a missing number is null`;
  const position = / at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 'it ends too early or is malformed' : `malformed at position ${position}`;
};

const invalid = (
  reason: string,
  options: { field?: string | undefined; cause?: unknown } = {},
): SlipwayError => new SlipwayError('INVALID_JSON', { reason }, options);
