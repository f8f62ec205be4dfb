import type { PredictionRecord } from '@slipway/contracts';
import { type ByteWriter, LONG_TEXT } from './byte-writer.ts';
import type { RowConstants } from './row-constants.ts';

/**
 * A row in bytes; numbers are little-endian, texts stand behind their length (see `ByteWriter.text`):
 * uint32 number of its constants, uint16 flags, float64 at, float64 latencyMs; then, where a flag says so, float64
 * score, threshold, predictorMs, queueMs, inferenceMs; text id; where a flag says so, texts request, unit, decision, trace and
 * uint32 with so many float64 scores; then a tag and a value for each input that the constants name. Text forms of numbers are
 * what costs most in JSON, and the names of inputs what takes most of its room.
 */
const HAS = {
  score: 1,
  threshold: 2,
  predictorMs: 4,
  queueMs: 8,
  inferenceMs: 16,
  unit: 32,
  decision: 64,
  trace: 128,
  scores: 256,
  /** Neither is set where the id is the request; else the request is the id up to its last dot, or stands in the row. */
  requestBeforeDot: 512,
  request: 1024,
} as const;

/** Of the numbers at the start of a row, and of the tag and the number of an input. */
const MOST_NUMBERS_BYTES = 4 + 2 + 7 * 8;
const MOST_INPUT_BYTES = 1 + 8;

const TAG = { missing: 0, float64: 1, float32: 2, text: 3, true: 4, false: 5 } as const;

const isBeforeDot = (id: string, request: string): boolean =>
  id.length > request.length && id.startsWith(request) && id.lastIndexOf('.') === request.length;

/** What is no number in JSON either is missing. */
const isThere = (value: number | null): value is number => value !== null && Number.isFinite(value);

const flagsOf = (row: PredictionRecord): number => {
  let flags = 0;
  if (isThere(row.score)) flags |= HAS.score;
  if (isThere(row.threshold)) flags |= HAS.threshold;
  if (isThere(row.predictorMs)) flags |= HAS.predictorMs;
  if (isThere(row.queueMs)) flags |= HAS.queueMs;
  if (isThere(row.inferenceMs)) flags |= HAS.inferenceMs;
  if (row.unit !== null) flags |= HAS.unit;
  if (row.decision !== null) flags |= HAS.decision;
  if (row.trace !== null) flags |= HAS.trace;
  if (row.scores !== null) flags |= HAS.scores;
  if (row.request === row.id) return flags;
  return flags | (isBeforeDot(row.id, row.request) ? HAS.requestBeforeDot : HAS.request);
};

const writeInput = (out: ByteWriter, value: string | number | boolean | null | undefined): void => {
  if (typeof value === 'number') {
    const at = out.reserve(MOST_INPUT_BYTES);
    const { view } = out;
    if (!Number.isFinite(value)) {
      view.setUint8(at, TAG.missing);
      out.advance(at + 1);
    } else if (Math.fround(value) === value) {
      view.setUint8(at, TAG.float32);
      view.setFloat32(at + 1, value, true);
      out.advance(at + 5);
    } else {
      view.setUint8(at, TAG.float64);
      view.setFloat64(at + 1, value, true);
      out.advance(at + 9);
    }
  } else if (typeof value === 'string') {
    out.uint8(TAG.text);
    out.text(value);
  } else if (value === true) out.uint8(TAG.true);
  else if (value === false) out.uint8(TAG.false);
  else out.uint8(TAG.missing);
};

/** Returns where the next one goes. */
const putNumber = (view: DataView, at: number, value: number): number => {
  view.setFloat64(at, value, true);
  return at + 8;
};

/** Writes a row whose constants have this number; they name its inputs in the order in which it has them. */
export const writeRow = (out: ByteWriter, number: number, row: PredictionRecord): void => {
  const flags = flagsOf(row);
  let at = out.reserve(MOST_NUMBERS_BYTES);
  const { view } = out;
  view.setUint32(at, number, true);
  view.setUint16(at + 4, flags, true);
  at = putNumber(view, at + 6, row.at);
  at = putNumber(view, at, row.latencyMs);
  if (flags & HAS.score) at = putNumber(view, at, row.score!);
  if (flags & HAS.threshold) at = putNumber(view, at, row.threshold!);
  if (flags & HAS.predictorMs) at = putNumber(view, at, row.predictorMs!);
  if (flags & HAS.queueMs) at = putNumber(view, at, row.queueMs!);
  if (flags & HAS.inferenceMs) at = putNumber(view, at, row.inferenceMs!);
  out.advance(at);
  out.text(row.id);
  if (flags & HAS.request) out.text(row.request);
  if (flags & HAS.unit) out.text(row.unit!);
  if (flags & HAS.decision) out.text(row.decision!);
  if (flags & HAS.trace) out.text(row.trace!);
  if (flags & HAS.scores) {
    out.uint32(row.scores!.length);
    for (const score of row.scores!) out.float64(score);
  }
  const { inputs } = row;
  for (const name in inputs) writeInput(out, inputs[name]);
};

class ByteReader {
  readonly #bytes: Buffer;
  #position: number;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  float32(): number {
    return this.#bytes.readFloatLE(this.#advance(4));
  }

  float64(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  text(): string {
    const short = this.uint8();
    const length = short === LONG_TEXT ? this.uint32() : short;
    const start = this.#advance(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #advance(bytes: number): number {
    const start = this.#position;
    this.#position += bytes;
    return start;
  }
}

const readInput = (from: ByteReader): string | number | boolean | null => {
  switch (from.uint8()) {
    case TAG.float64:
      return from.float64();
    case TAG.float32:
      return from.float32();
    case TAG.text:
      return from.text();
    case TAG.true:
      return true;
    case TAG.false:
      return false;
    default:
      return null;
  }
};

/** Of the row that starts here: the number of its constants, and when it came. */
export const rowHead = (bytes: Buffer, start: number): { readonly number: number; readonly at: number } => ({
  number: bytes.readUInt32LE(start),
  at: bytes.readDoubleLE(start + 6),
});

/** The row that starts here. @param features names of its inputs, of its constants */
export const readRow = (
  bytes: Buffer,
  start: number,
  constants: RowConstants,
  features: readonly string[],
): PredictionRecord => {
  const from = new ByteReader(bytes, start + 4);
  const flags = from.uint16();
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const at = from.float64();
  const latencyMs = from.float64();
  const score = has(HAS.score) ? from.float64() : null;
  const threshold = has(HAS.threshold) ? from.float64() : null;
  const predictorMs = has(HAS.predictorMs) ? from.float64() : null;
  const queueMs = has(HAS.queueMs) ? from.float64() : null;
  const inferenceMs = has(HAS.inferenceMs) ? from.float64() : null;
  const id = from.text();
  const ownRequest = has(HAS.requestBeforeDot) ? id.slice(0, id.lastIndexOf('.')) : id;
  const request = has(HAS.request) ? from.text() : ownRequest;
  const unit = has(HAS.unit) ? from.text() : null;
  const decision = has(HAS.decision) ? from.text() : null;
  const trace = has(HAS.trace) ? from.text() : null;
  const scores = has(HAS.scores) ? Array.from({ length: from.uint32() }, () => from.float64()) : null;
  const inputs = Object.fromEntries(features.map((name) => [name, readInput(from)]));
  return {
    kind: 'prediction',
    ...constants,
    ...{ id, request, at, unit, inputs, score, scores, decision, threshold },
    ...{ latencyMs, predictorMs, queueMs, inferenceMs, trace },
  };
};
