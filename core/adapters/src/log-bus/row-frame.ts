import { type PredictionRecord, SlipwayError } from '@slipway/contracts';
import { CONSTANTS, type NumberedConstants, type RowConstants } from './row-constants.ts';

/**
 * Two kinds of frames carry the rows: `{"c":[format, number, …CONSTANTS]}` and, behind the constants that it names,
 * `{"p":[number, …]}`. Version 1 wrote each row as a whole record, `{"kind":"prediction",…}`; both are read. New constants and
 * new values of a row are added at the end, so that a reader that knows them finds them missing in older frames.
 */
const FORMAT = 2;

/** The request of a row: its own id, or the text before the last dot of the id, or something else. */
const OWN_ID = 0;
const BEFORE_DOT = 1;

const requestPart = (id: string, request: string): string | number => {
  if (id === request) return OWN_ID;
  return id.length > request.length && id.startsWith(request) && id.lastIndexOf('.') === request.length
    ? BEFORE_DOT
    : request;
};

const requestOf = (id: string, part: string | number): string => {
  if (part === OWN_ID) return id;
  return part === BEFORE_DOT ? id.slice(0, id.lastIndexOf('.')) : String(part);
};

export const constantsFrame = ({ number, values }: NumberedConstants): string =>
  JSON.stringify({ c: [FORMAT, number, ...CONSTANTS.map((name) => values[name])] });

export const rowFrame = (number: number, row: PredictionRecord): string =>
  JSON.stringify({
    p: [
      number,
      row.id,
      requestPart(row.id, row.request),
      row.at,
      row.unit,
      row.inputs,
      row.score,
      row.scores,
      row.decision,
      row.threshold,
      row.latencyMs,
      row.predictorMs,
      row.queueMs,
      row.inferenceMs,
      row.trace,
    ],
  });

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

/** Reads the frames of one segment in their order. */
export class RowFrameReader {
  readonly #constants = new Map<number, RowConstants>();

  /** Throws UNAVAILABLE for a format of a later version: its segment waits for a reader that knows it. */
  define([format, number, ...values]: readonly unknown[]): void {
    if (typeof format !== 'number' || format > FORMAT)
      throw new SlipwayError('UNAVAILABLE', { what: `A reader for log format ${format}` });
    const named = Object.fromEntries(CONSTANTS.map((name, index) => [name, values[index] ?? null]));
    this.#constants.set(Number(number), named as unknown as RowConstants);
  }

  constants(number: number): RowConstants | undefined {
    return this.#constants.get(number);
  }

  /** Null when its constants are missing, which only damage can cause. */
  row(values: readonly unknown[]): PredictionRecord | null {
    const constants = this.#constants.get(values[0] as number);
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
