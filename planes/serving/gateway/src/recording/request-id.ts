import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8 * 512;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let taken = POOL_BYTES;
let lastMs = 0;
let counter = 0;
/** rand_a of RFC 9562 has 12 bits; we count in it, so that ids of one process and millisecond stay in order. */
const COUNTER_LIMIT = 0xfff;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * A UUIDv7 (RFC 9562): sorts by time, also within a millisecond of one process.
 * @param now milliseconds since the epoch
 */
export const createRequestId = (now: number): string => {
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (counter === COUNTER_LIMIT) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  if (taken === POOL_BYTES) {
    randomFillSync(pool);
    taken = 0;
  }
  const high = pool.readUInt32LE(taken);
  const low = pool.readUInt32LE(taken + 4);
  taken += 8;
  const time = hex(lastMs, 12);
  const random = hex(high, 8);
  const variant = hex(0x8000 | (low & 0x3fff), 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${variant}-${random}${hex(low >>> 16, 4)}`;
};

/** The id of each row's prediction: the request's for a single row, else `<request>.<i>`. */
export const predictionIds = (request: string, rows: number): string[] =>
  rows === 1 ? [request] : Array.from({ length: rows }, (_, index) => `${request}.${index}`);
