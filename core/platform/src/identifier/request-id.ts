import { randomFillSync } from 'node:crypto';

/** Random numbers are drawn for this many ids at once: a call into the system per id would cost more than the rest. */
const POOL_IDS = 512;
const RANDOM_BYTES = 8;
const RANDOM_DIGITS = 2 * RANDOM_BYTES;
const pool = Buffer.allocUnsafe(POOL_IDS * RANDOM_BYTES);
let digits = '';
let taken = 0;
let lastMs = 0;
let prefix = '';
let counter = 0;
/** rand_a of RFC 9562 has 12 bits; we count in it, so that ids of one process and millisecond stay in order. */
const COUNTER_LIMIT = 0xfff;

const moveTo = (ms: number): void => {
  lastMs = ms;
  counter = 0;
  const time = ms.toString(16).padStart(12, '0');
  prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
};

const draw = (): void => {
  randomFillSync(pool);
  for (let id = 0; id < pool.length; id += RANDOM_BYTES) pool[id] = 0x80 | (pool[id]! & 0x3f);
  digits = pool.toString('hex');
  taken = 0;
};

/**
 * A UUIDv7 (RFC 9562): sorts by time, also within a millisecond of one process.
 * @param now milliseconds since the epoch
 */
export const createRequestId = (now: number): string => {
  if (now > lastMs) moveTo(now);
  else if (counter === COUNTER_LIMIT) moveTo(lastMs + 1);
  else counter += 1;
  if (taken === digits.length) draw();
  const start = taken;
  taken += RANDOM_DIGITS;
  const first = digits.slice(start, start + 4);
  return `${prefix}${counter.toString(16).padStart(3, '0')}-${first}-${digits.slice(start + 4, taken)}`;
};

/** The id of each row's prediction: the request's for a single row, else `<request>.<i>`. */
export const predictionIds = (request: string, rows: number): string[] =>
  rows === 1 ? [request] : Array.from({ length: rows }, (_, index) => `${request}.${index}`);
