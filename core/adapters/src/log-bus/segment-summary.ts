import { readFile } from 'node:fs/promises';
import type { LogRecord } from '@slipway/contracts';
import { type FrameSpan, scanFrames } from './frame.ts';

/** What the statistics need of one segment file. */
export interface SegmentSummary {
  /** Readable predictions and outcomes. */
  readonly records: number;
  /** Frames at and behind the first damage, at least 1 when there is one; they are never delivered. */
  readonly dropped: number;
  /** Of the first record, milliseconds since the epoch; null without one. */
  readonly firstAt: number | null;
}

/** How the writer begins a schema; predictions and outcomes begin otherwise. */
const SCHEMA_START = Buffer.from('{"kind":"schema"');

export const parseFrame = (bytes: Buffer, { start, end }: FrameSpan): LogRecord =>
  JSON.parse(bytes.toString('utf8', start, end)) as LogRecord;

const arrivalOf = (record: LogRecord): number | null => {
  if (record.kind === 'schema') return null;
  return record.kind === 'outcome' ? record.receivedAt : record.at;
};

const summarise = (bytes: Buffer): SegmentSummary => {
  const { frames, end, stranded } = scanFrames(bytes);
  const rows = frames.filter(
    ({ start }) =>
      bytes.compare(SCHEMA_START, 0, SCHEMA_START.length, start, start + SCHEMA_START.length) !== 0,
  );
  const first = rows[0];
  return {
    records: rows.length,
    dropped: end === bytes.length ? 0 : stranded + 1,
    firstAt: first ? arrivalOf(parseFrame(bytes, first)) : null,
  };
};

/** Summaries of files by path, made once per size: a sealed file never changes, an open one only grows. */
export class SegmentSummaries {
  #known = new Map<string, { readonly size: number; readonly summary: SegmentSummary }>();

  /** Of exactly these files; those that are not named again are forgotten. A file that is gone meanwhile has no summary. */
  async of(files: readonly { readonly path: string; readonly size: number }[]): Promise<SegmentSummary[]> {
    const known = new Map<string, { readonly size: number; readonly summary: SegmentSummary }>();
    for (const { path, size } of files) {
      const before = this.#known.get(path);
      const content = before?.size === size ? null : await readFile(path).catch(() => null);
      if (content) known.set(path, { size, summary: summarise(content) });
      else if (before?.size === size) known.set(path, before);
    }
    this.#known = known;
    return [...known.values()].map(({ summary }) => summary);
  }
}
