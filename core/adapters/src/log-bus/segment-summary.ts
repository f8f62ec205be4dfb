import { readFile } from 'node:fs/promises';
import type { CountRecord, OutcomeRecord, PredictionRecord, SchemaRecord } from '@slipway/contracts';
import type { AnswerCounts } from '@slipway/platform';
import { type FrameSpan, scanFrames } from './frame.ts';
import { rowHead } from './row-bytes.ts';
import { RowFrameReader, rowStarts } from './row-frame.ts';

/** What the statistics need of one segment file. */
export interface SegmentSummary {
  /** Readable predictions and outcomes, shadows included. */
  readonly records: number;
  /** Of them, answers. */
  readonly answers: number;
  readonly counts: AnswerCounts;
  /** Answers at and behind the first damage, at least 1 when nobody counted them; they are never delivered. */
  readonly lost: number;
  /** Of the first record, milliseconds since the epoch; null without one. */
  readonly firstAt: number | null;
}

/** In place of an endpoint that the segment does not tell. */
const UNKNOWN = '';
const SECOND_VERSION_ROW = Buffer.from('{"p":[');
const FIRST_VERSION_ROW = Buffer.from('{"kind":"prediction"');

const startsWith = (bytes: Buffer, { start }: FrameSpan, prefix: Buffer): boolean =>
  bytes.compare(prefix, 0, prefix.length, start, start + prefix.length) === 0;

type OtherFrame = OutcomeRecord | SchemaRecord | CountRecord | { readonly c: readonly unknown[] };

/** Counts frames. Rows are not parsed: there are many, and their first bytes say enough. */
class Census {
  records = 0;
  answers = 0;
  firstAt: number | null = null;
  sampledOut = 0;
  dropped = 0;
  readonly #reader = new RowFrameReader();
  /** Answers by endpoint: those with a row, and those that the counts claim to have one. */
  readonly #rows = new Map<string, number>();
  readonly #claimed = new Map<string, number>();
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  add(frame: FrameSpan): void {
    const rows = rowStarts(this.#bytes, frame);
    if (rows) for (const start of rows) this.#addRow(start);
    else if (startsWith(this.#bytes, frame, SECOND_VERSION_ROW)) this.#addSecondVersionRow(frame);
    else if (startsWith(this.#bytes, frame, FIRST_VERSION_ROW)) this.#addFirstVersionRow(frame);
    else this.#addOther(this.#parse(frame) as OtherFrame);
  }

  #addOther(frame: OtherFrame): void {
    if ('c' in frame) this.#reader.define(frame.c);
    else if (frame.kind === 'count') this.#addCount(frame);
    else if (frame.kind === 'outcome') this.#addRecord(() => frame.receivedAt);
  }

  #addRow(start: number): void {
    const { number, at } = rowHead(this.#bytes, start);
    this.#addRecord(() => at);
    this.#addAnswerOf(number);
  }

  #addSecondVersionRow(frame: FrameSpan): void {
    const from = frame.start + SECOND_VERSION_ROW.length;
    const number = Number.parseInt(this.#bytes.toString('latin1', from, Math.min(frame.end, from + 12)), 10);
    this.#addRecord(() => (this.#parse(frame) as { p: [unknown, unknown, unknown, number] }).p[3]);
    this.#addAnswerOf(number);
  }

  #addAnswerOf(number: number): void {
    const constants = this.#reader.constants(number);
    // Constants can be lost to damage; their rows are taken for answers then.
    if (!constants || constants.shadowOf === null) this.#addAnswer(constants?.endpoint ?? UNKNOWN);
  }

  #addFirstVersionRow(frame: FrameSpan): void {
    this.#addRecord(() => (this.#parse(frame) as PredictionRecord).at);
    this.#addAnswer(UNKNOWN);
  }

  /** What the segment says it holds; where it says nothing, what is there. */
  get claimed(): number {
    let claimed = 0;
    // A writer that counted at all has counted the rows, too, whose endpoint is lost with their constants.
    for (const endpoint of new Set([...this.#rows.keys(), ...this.#claimed.keys()]))
      if (endpoint !== UNKNOWN || !this.isCounted)
        claimed += this.#claimed.get(endpoint) || (this.#rows.get(endpoint) ?? 0);
    return claimed;
  }

  /** Whether the writer counted its answers. */
  get isCounted(): boolean {
    return [...this.#claimed.values()].some((claimed) => claimed > 0);
  }

  #addRecord(at: () => number): void {
    this.records += 1;
    this.firstAt ??= at();
  }

  #addAnswer(endpoint: string): void {
    this.answers += 1;
    this.#rows.set(endpoint, (this.#rows.get(endpoint) ?? 0) + 1);
  }

  #addCount({ endpoint, answered, sampledOut, dropped }: CountRecord): void {
    this.sampledOut += sampledOut;
    this.dropped += dropped;
    const claimed = answered - sampledOut - dropped;
    this.#claimed.set(endpoint, (this.#claimed.get(endpoint) ?? 0) + claimed);
  }

  #parse({ start, end }: FrameSpan): unknown {
    return JSON.parse(this.#bytes.toString('utf8', start, end));
  }
}

const countFrames = (bytes: Buffer, frames: readonly FrameSpan[], census = new Census(bytes)): Census => {
  for (const frame of frames) census.add(frame);
  return census;
};

const summarise = (bytes: Buffer): SegmentSummary => {
  const { frames, end, stranded } = scanFrames(bytes);
  const census = countFrames(bytes, frames);
  const { records, answers, sampledOut, dropped, firstAt } = census;
  const claimed = census.claimed;
  const counts = { answered: claimed + sampledOut + dropped, sampledOut, dropped };
  if (end === bytes.length) return { records, answers, counts, lost: 0, firstAt };
  // With what lies behind the damage, where the count of the writer is, if it came to that.
  const whole = countFrames(bytes, stranded, census);
  const lost = whole.isCounted ? Math.max(0, whole.claimed - answers) : whole.answers - answers + 1;
  return { records, answers, counts, lost, firstAt };
};

/** A segment file as the directory tells it. */
export interface SegmentFile {
  readonly path: string;
  readonly size: number;
  /** An open file takes room ahead, so that its size tells not every write. */
  readonly changedMs: number;
}

interface KnownSummary extends SegmentFile {
  readonly summary: SegmentSummary;
}

/** Summaries of files by path, made once per change: a sealed file never changes. */
export class SegmentSummaries {
  #known = new Map<string, KnownSummary>();

  /** Of exactly these files; those that are not named again are forgotten. A file that is gone meanwhile has no summary. */
  async of(files: readonly SegmentFile[]): Promise<SegmentSummary[]> {
    const known = new Map<string, KnownSummary>();
    for (const file of files) {
      const before = this.#known.get(file.path);
      if (before?.size === file.size && before.changedMs === file.changedMs) known.set(file.path, before);
      else {
        const content = await readFile(file.path).catch(() => null);
        if (content) known.set(file.path, { ...file, summary: summarise(content) });
      }
    }
    this.#known = known;
    return [...known.values()].map(({ summary }) => summary);
  }
}
