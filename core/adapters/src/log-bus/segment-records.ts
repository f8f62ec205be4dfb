import type {
  CountRecord,
  LogRecord,
  OutcomeRecord,
  PredictionRecord,
  SchemaRecord,
} from '@slipway/contracts';
import type { FrameSpan } from './frame.ts';
import { completedRow, RowFrameReader, rowStarts } from './row-frame.ts';

type Frame =
  | { readonly kind: 'count' | 'schema' | 'outcome' | 'prediction' }
  | { readonly c: readonly unknown[] }
  | { readonly p: readonly unknown[] };

export interface SegmentRecords {
  readonly records: LogRecord[];
  /** The frame that names constants which are not there; null when none does. */
  readonly unreadable: FrameSpan | null;
}

/** Null stands for a row whose constants are missing. */
const jsonRecords = (
  bytes: Buffer,
  { start, end }: FrameSpan,
  reader: RowFrameReader,
): (LogRecord | null)[] => {
  const parsed = JSON.parse(bytes.toString('utf8', start, end)) as Frame;
  if ('p' in parsed) return [reader.secondVersionRow(parsed.p)];
  if ('c' in parsed) {
    reader.define(parsed.c);
    return [];
  }
  if (parsed.kind === 'prediction') return [completedRow(parsed as PredictionRecord)];
  return [parsed as OutcomeRecord | SchemaRecord | CountRecord];
};

/** The records of a segment's frames, rows as they were appended whatever version wrote them. */
export const segmentRecords = (bytes: Buffer, frames: readonly FrameSpan[]): SegmentRecords => {
  const reader = new RowFrameReader();
  const records: LogRecord[] = [];
  for (const frame of frames) {
    const rows = rowStarts(bytes, frame);
    const read = rows ? rows.map((start) => reader.row(bytes, start)) : jsonRecords(bytes, frame, reader);
    if (read.includes(null)) return { records, unreadable: frame };
    for (const record of read) records.push(record!);
  }
  return { records, unreadable: null };
};
