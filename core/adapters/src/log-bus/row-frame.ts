import { type PredictionRecord, SlipwayError } from '@slipway/contracts';
import type { ByteWriter } from './byte-writer.ts';
import type { FrameSpan } from './frame.ts';
import { readRow, rowHead } from './row-bytes.ts';
import { CONSTANTS, type NumberedConstants, type RowConstants } from './row-constants.ts';

/**
 * Two kinds of frames carry the rows: `{"c":[format, number, …CONSTANTS, names of the inputs]}` and, behind the constants that
 * they name, the rows that were written together: `{`, 0x02, then each row in bytes (`row-bytes.ts`) behind its length, a uint32.
 * Version 3 gave each row a frame with the mark 0x01, version 2 wrote rows as `{"p":[number, …]}` and no names, version 1 as whole
 * records, `{"kind":"prediction",…}`; all are read. New constants are added before the names with a new format number.
 */
const FORMAT = 4;
const ROWS_MARK = 0x02;
const THIRD_VERSION_MARK = 0x01;
const OPENING_BRACE = 0x7b;
/** Of the length before each row. */
export const LENGTH_BYTES = 4;

/** Begins a frame of rows. */
export const beginRows = (out: ByteWriter): void => {
  out.uint8(OPENING_BRACE);
  out.uint8(ROWS_MARK);
};

/** Where the rows of a frame start; null for a frame of JSON. */
export const rowStarts = (bytes: Buffer, { start, end }: FrameSpan): readonly number[] | null => {
  const mark = bytes[start + 1];
  const first = start + 2;
  if (mark === THIRD_VERSION_MARK) return [first];
  if (mark !== ROWS_MARK) return null;
  const starts: number[] = [];
  for (let at = first; at < end; at += LENGTH_BYTES + bytes.readUInt32LE(at)) starts.push(at + LENGTH_BYTES);
  return starts;
};

export const constantsFrame = ({ number, values, features }: NumberedConstants): string =>
  JSON.stringify({ c: [FORMAT, number, ...CONSTANTS.map((name) => values[name]), features] });

/** The request of a row of version 2: its own id, or the text before the last dot of the id, or something else. */
const OWN_ID = 0;
const BEFORE_DOT = 1;

const requestOf = (id: string, part: string | number): string => {
  if (part === OWN_ID) return id;
  return part === BEFORE_DOT ? id.slice(0, id.lastIndexOf('.')) : String(part);
};

/** What the first version did not write. */
const FIRST_VERSION = {
  releaseDigest: null,
  rules: [],
  propensity: null,
  shadowOf: null,
  scores: null,
  fallback: null,
  cached: false,
  weight: 1,
  queueMs: null,
  inferenceMs: null,
  trace: null,
} as const satisfies Partial<PredictionRecord>;

type LaterFields = keyof typeof FIRST_VERSION | 'assigned' | 'assignment';

/** A row of version 1 with what later versions know of it. */
export const completedRow = (row: Omit<PredictionRecord, LaterFields>): PredictionRecord => ({
  ...FIRST_VERSION,
  assigned: row.variant,
  assignment: row.experiment === null ? 'active' : 'experiment',
  ...row,
});

interface ReadConstants {
  readonly values: RowConstants;
  readonly features: readonly string[];
}

/** Reads the frames of one segment in their order. */
export class RowFrameReader {
  readonly #constants = new Map<number, ReadConstants>();

  /** Throws UNAVAILABLE for a format of a later version: its segment waits for a reader that knows it. */
  define([format, number, ...values]: readonly unknown[]): void {
    if (typeof format !== 'number' || format > FORMAT)
      throw new SlipwayError('UNAVAILABLE', { what: `A reader for log format ${format}` });
    const named = Object.fromEntries(CONSTANTS.map((name, index) => [name, values[index] ?? null]));
    this.#constants.set(Number(number), {
      values: named as unknown as RowConstants,
      features: (values[CONSTANTS.length] as readonly string[] | undefined) ?? [],
    });
  }

  constants(number: number): RowConstants | undefined {
    return this.#constants.get(number)?.values;
  }

  /** The row that starts here; null when its constants are missing, which only damage can cause. */
  row(bytes: Buffer, start: number): PredictionRecord | null {
    const constants = this.#constants.get(rowHead(bytes, start).number);
    return constants ? readRow(bytes, start, constants.values, constants.features) : null;
  }

  /** A row of version 2; null as above. */
  secondVersionRow(values: readonly unknown[]): PredictionRecord | null {
    const constants = this.constants(values[0] as number);
    if (!constants) return null;
    const [, id, request, at, unit, inputs, score, scores, decision, threshold] = values;
    const [latencyMs, predictorMs, queueMs, inferenceMs, trace] = values.slice(10);
    return {
      kind: 'prediction',
      ...constants,
      ...{ id, request: requestOf(String(id), request as string | number), at, unit, inputs },
      ...{ score, scores, decision, threshold, latencyMs, predictorMs, queueMs, inferenceMs, trace },
    } as PredictionRecord;
  }
}
