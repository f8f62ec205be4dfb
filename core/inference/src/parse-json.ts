import { isUtf8 } from 'node:buffer';
import { SlipwayError } from '@slipway/contracts';
import { fieldOfJsonFault } from './json-fault.ts';

/** Tokens that numeric libraries write and that JSON does not have. */
const BARE_TOKEN = /(?:^|[\s:,[])(-?(?:NaN|Infinity))\b/;
/** The same, and whole strings, so that a search for the one passes over the other. */
const STRING_OR_TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;
/** More digits than a double keeps of every whole number. */
const LONG_INTEGER = /(?<![\d.])\d{16}/;

/** In a text longer than this the field of a fault is not looked for: the answer must stay cheap. */
const SEARCHED_LENGTH = 1024 * 1024;

/** The value of a request body. Throws INVALID_JSON with the field where it goes wrong, also for bare NaN and Infinity. */
export const parseJson = (bytes: Uint8Array): unknown => {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw faultOf(text, error as Error);
  }
};

export interface TensorJsonOptions {
  /** Whole numbers that a double cannot hold become bigints; it costs time only when there is a long one. */
  readonly lossless: boolean;
}

/**
 * The value of a body with tensors, as numeric clients write it: a bare NaN becomes null, the missing value, and a bare
 * Infinity stays one. Throws INVALID_JSON.
 */
export const parseTensorJson = (bytes: Uint8Array, { lossless }: TensorJsonOptions): unknown => {
  const text = textOf(bytes);
  const reviver = lossless && LONG_INTEGER.test(text) ? keepDigits : undefined;
  try {
    return parse(text, reviver);
  } catch (error) {
    if (!BARE_TOKEN.test(text)) throw faultOf(text, error as Error);
    try {
      return parse(text.replace(STRING_OR_TOKEN, writable), reviver);
    } catch {
      throw faultOf(text, error as Error);
    }
  }
};

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** TypeScript's library does not know the third argument of a reviver yet. */
const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown;

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;

/** 1e999 is JSON, and more than a double holds. */
const writable = (token: string): string => {
  if (token.startsWith('"')) return token;
  if (token === 'NaN' || token === '-NaN') return 'null';
  return token.replace('Infinity', '1e999');
};

const textOf = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) throw invalid('it is not UTF-8');
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8');
};

const faultOf = (text: string, error: Error): SlipwayError => {
  if (text.trim() === '') return invalid('it is empty');
  const field = text.length > SEARCHED_LENGTH ? undefined : fieldOfJsonFault(text);
  return invalid(reasonOf(text, error), { field, cause: error });
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
