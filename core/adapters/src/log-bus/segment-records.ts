import type {
  CountRecord,
  LogRecord,
  OutcomeRecord,
  PredictionRecord,
  SchemaRecord,
} from '@slipway/contracts';
import type { FrameSpan } from './frame.ts';
import { isRow } from './row-bytes.ts';
import { completedRow, RowFrameReader } from './row-frame.ts';

type Frame =
  | { readonly kind: 'count' | 'schema' | 'outcome' | 'prediction' }
  | { readonly c: readonly unknown[] }
  | { readonly p: readonly unknown[] };

export interface SegmentRecords {
  readonly records: LogRecord[];
  /** The frame that names constants which are not there; null when none does. */
  readonly unreadable: FrameSpan | null;
}

/** The records of a segment's frames, rows as they were appended whatever version wrote them. */
export const segmentRecords = (bytes: Buffer, frames: readonly FrameSpan[]): SegmentRecords => {
  const reader = new RowFrameReader();
  const records: LogRecord[] = [];
  for (const frame of frames) {
    const parsed = isRow(bytes, frame.start)
      ? null
      : (JSON.parse(bytes.toString('utf8', frame.start, frame.end)) as Frame);
    if (parsed === null || 'p' in parsed) {
      const row = parsed ? reader.secondVersionRow(parsed.p) : reader.row(bytes, frame.start);
      if (!row) return { records, unreadable: frame };
      records.push(row);
    } else if ('c' in parsed) reader.define(parsed.c);
    else if (parsed.kind === 'prediction') records.push(completedRow(parsed as PredictionRecord));
    else records.push(parsed as OutcomeRecord | SchemaRecord | CountRecord);
  }
  return { records, unreadable: null };
};
