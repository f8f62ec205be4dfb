import { randomFillSync } from 'node:crypto';

/** Random numbers are drawn for this many ids at once: a call into the system per id would cost more than the rest. */
const POOL_IDS = 512;
const RANDOM_BYTES = 8;
const DASH = 0x2d;
const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
/** rand_a of RFC 9562 has 12 bits; we count in it, so that ids of one process and millisecond stay in order. */
const COUNTER_LIMIT = 0xfff;
/** Where in the text rand_a begins, and what follows it: `-xxxx-xxxxxxxxxxxx`. */
const COUNTER_AT = 15;
const TAIL_AT = 18;
const TAIL_LENGTH = 18;
const random = Buffer.allocUnsafeSlow(POOL_IDS * RANDOM_BYTES);
const tails = Buffer.allocUnsafeSlow(POOL_IDS * TAIL_LENGTH);
/** The last id, in ASCII. Joined of texts it would be a tree that every reader has to walk or to copy. */
const text = Buffer.allocUnsafeSlow(TAIL_AT + TAIL_LENGTH);
let taken = tails.length;
let lastMs = 0;
let counter = 0;

const moveTo = (ms: number): void => {
  lastMs = ms;
  counter = 0;
  const time = ms.toString(16).padStart(12, '0');
  text.write(`${time.slice(0, 8)}-${time.slice(8)}-7`, 'latin1');
};

const draw = (): void => {
  randomFillSync(random);
  let end = 0;
  for (let index = 0; index < random.length; index++) {
    const within = index % RANDOM_BYTES;
    // The variant of RFC 9562 is in the first two bits.
    const byte = within === 0 ? 0x80 | (random[index]! & 0x3f) : random[index]!;
    if (within === 0 || within === 2) tails[end++] = DASH;
    tails[end++] = DIGITS[byte >> 4]!;
    tails[end++] = DIGITS[byte & 0xf]!;
  }
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
  if (taken === tails.length) draw();
  text[COUNTER_AT] = DIGITS[counter >> 8]!;
  text[COUNTER_AT + 1] = DIGITS[(counter >> 4) & 0xf]!;
  text[COUNTER_AT + 2] = DIGITS[counter & 0xf]!;
  for (let digit = 0; digit < TAIL_LENGTH; digit++) text[TAIL_AT + digit] = tails[taken + digit]!;
  taken += TAIL_LENGTH;
  return text.toString('latin1');
};

/** The id of each row's prediction: the request's for a single row, else `<request>.<i>`. */
export const predictionIds = (request: string, rows: number): string[] =>
  rows === 1 ? [request] : Array.from({ length: rows }, (_, index) => `${request}.${index}`);
