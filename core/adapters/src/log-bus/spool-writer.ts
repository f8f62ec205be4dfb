import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import {
  type CountRecord,
  type OutcomeRecord,
  type PredictionRecord,
  type SchemaRecord,
  SlipwayError,
} from '@slipway/contracts';
import { type Clock, Future, type Logger, type LogWriter, systemClock } from '@slipway/platform';
import { CountReserve } from './count-reserve.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { OpenSegment } from './open-segment.ts';
import { PendingCounts } from './pending-counts.ts';
import { ownIdentity } from './process-identity.ts';
import { writeRow } from './row-bytes.ts';
import { ConstantsTable, type NumberedConstants } from './row-constants.ts';
import { constantsFrame } from './row-frame.ts';
import { formatSegmentId, RESERVED_SEQUENCE, type SegmentName } from './segment-name.ts';
import { Turn } from './turn.ts';
import { WriteAlarm } from './write-alarm.ts';

export interface SpoolWriterOptions {
  /** Created when absent; the reader gets the same one. */
  readonly directory: string;
  /** Id of the gateway; the segments are named after it. */
  readonly gateway: string;
  /** A segment is sealed at this age or at this size, whichever comes first. */
  readonly segmentSeconds: number;
  readonly segmentBytes: number;
  /** `spool` (default): records survive the death of the process; `fsync`: also the loss of power. */
  readonly durability?: 'spool' | 'fsync';
  /** What becomes of predictions that the disk does not take: refused (default), or dropped and counted. */
  readonly onFull?: 'refuse' | 'drop';
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** What the system says when no byte can be added: disk full, quota used up, file size limit. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A write costs about as much as encoding so many rows. */
const MANY_ROWS = 8;

/** Counts that the disk did not take are tried again at this pace, when no append does it sooner. */
const RETRY_MS = 1000;

interface DeclaredSchema {
  readonly frame: string;
  /** The segment that holds it. */
  segment: string | null;
}

class SpoolWriter implements LogWriter {
  readonly #options: SpoolWriterOptions;
  readonly #clock: Clock;
  readonly #name: Omit<SegmentName, 'sequence'>;
  readonly #schemas = new Map<string, DeclaredSchema>();
  readonly #constants = new ConstantsTable();
  readonly #frames = new FrameBuffer();
  /** What the open segment needs before the frames of this turn. */
  readonly #head = new FrameBuffer();
  /** Constants that rows of this turn name. */
  #named: NumberedConstants[] = [];
  readonly #counts: PendingCounts;
  /** Where dropped rows are counted that the disk does not take. */
  readonly #reserve: CountReserve | null;
  readonly #alarm: WriteAlarm;
  #sequence = 0;
  #segment: OpenSegment | null = null;
  /** Answers in the open segment, by endpoint. */
  #answers = new Map<string, number>();
  #expiry: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #turn: Turn | null = null;
  /** It is written in this turn of the event loop. */
  #flushing = false;
  /** Rows that wait for the next write. */
  #rows = 0;
  readonly #sealing = new Set<Promise<void>>();
  /** Segments whose sealing failed; tried again with the next one. */
  #unsealed: OpenSegment[] = [];
  #closed = false;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    mkdirSync(options.directory, { recursive: true });
    this.#name = {
      gateway: options.gateway,
      startedAt: this.#clock.now(),
      nonce: randomBytes(3).toString('hex'),
      process: ownIdentity(),
    };
    this.#counts = new PendingCounts(options.gateway, () => this.#clock.now());
    this.#alarm = new WriteAlarm(options.logger, this.#clock);
    const reserved = formatSegmentId({ ...this.#name, sequence: RESERVED_SEQUENCE });
    this.#reserve = options.onFull === 'drop' ? new CountReserve(options.directory, reserved) : null;
    this.#reserve?.take();
  }

  get trouble(): string | null {
    return this.#alarm.reason;
  }

  get droppedRows(): number {
    return this.#alarm.dropped;
  }

  declare({ endpoint, features }: SchemaRecord): void {
    const frame = JSON.stringify({ kind: 'schema', endpoint, features } satisfies SchemaRecord);
    if (this.#schemas.get(endpoint)?.frame !== frame) this.#schemas.set(endpoint, { frame, segment: null });
  }

  append(records: readonly (PredictionRecord | OutcomeRecord | CountRecord)[]): Future<void> {
    if (this.#closed) return Future.failed(new SlipwayError('UNAVAILABLE', { what: 'The log' }));
    this.#turn ??= this.#beginTurn();
    let strict = false;
    for (const record of records) {
      if (record.kind === 'prediction') {
        this.#addRow(record);
        strict ||= this.#options.onFull !== 'drop';
      } else if (record.kind === 'outcome') {
        this.#frames.add(JSON.stringify(record));
        strict = true;
      } else this.#counts.add(record.endpoint, record);
    }
    return this.#turn.join(strict);
  }

  async close(): Promise<void> {
    if (!this.#closed && !this.#counts.isEmpty) this.#turn ??= new Turn();
    this.#closed = true;
    this.#flush();
    this.#rotate();
    clearTimeout(this.#retry);
    await Promise.all(this.#sealing);
    if (this.#unsealed.length > 0) await this.#seal();
    if (this.#counts.isEmpty) this.#reserve?.release();
    else this.#options.logger?.error({ counts: this.#counts.records() }, 'the disk never took these counts');
  }

  /**
   * Answers of a predictor come many at once: they are written while the processor has them at hand. Few wait for the callbacks of
   * this turn of the event loop, whose rows go into the same write. So do all after the first, else who appends again as soon as it
   * may would never let the loop go on.
   */
  #beginTurn(): Turn {
    if (!this.#flushing) {
      this.#flushing = true;
      process.nextTick(() => {
        if (this.#rows >= MANY_ROWS) this.#flush();
      });
      setImmediate(() => {
        this.#flushing = false;
        this.#flush();
      });
    }
    return new Turn();
  }

  #addRow(row: PredictionRecord): void {
    const constants = this.#constants.of(row);
    this.#rows += 1;
    if (constants.waiting === 0) this.#named.push(constants);
    constants.waiting += 1;
    writeRow(this.#frames.beginRow(), constants.number, row);
    this.#frames.endRow();
  }

  #flush(): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    let refusal: SlipwayError | null = null;
    let written: OpenSegment | null = null;
    try {
      const segment = this.#segment ?? this.#openNext();
      this.#write(segment);
      this.#written(segment);
      written = segment;
    } catch (error) {
      refusal = this.#refusal(error);
      this.#alarm.failed(refusal, this.#options.onFull === 'drop' ? this.#drop() : 0);
      this.#tryAgainLater();
    } finally {
      for (const constants of this.#named) constants.waiting = 0;
      this.#named = [];
      this.#rows = 0;
      this.#frames.clear();
      this.#head.clear();
    }
    const synced = written !== null && this.#options.durability === 'fsync';
    if (synced) this.#settleSynced(turn, written!);
    if (written && written.size >= this.#options.segmentBytes) this.#rotate();
    // Last of all: who waits for it goes on at once, and may append again.
    if (!synced) turn.settle(refusal);
  }

  #write(segment: OpenSegment): void {
    for (const schema of this.#missingSchemas(segment)) this.#head.add(schema.frame);
    for (const constants of this.#named)
      if (constants.segment !== segment.id) this.#head.add(constantsFrame(constants));
    for (const count of this.#counts.records()) this.#head.add(JSON.stringify(count));
    segment.write(
      this.#head.bytes.length > 0 ? [this.#head.bytes, this.#frames.bytes] : [this.#frames.bytes],
    );
  }

  /** Of the endpoints that this turn has rows of; a thousand endpoints that are not asked cost nothing. */
  #missingSchemas({ id }: OpenSegment): Set<DeclaredSchema> {
    const missing = new Set<DeclaredSchema>();
    for (const { values } of this.#named) {
      const schema = this.#schemas.get(values.endpoint);
      if (schema && schema.segment !== id) missing.add(schema);
    }
    return missing;
  }

  #written({ id }: OpenSegment): void {
    for (const constants of this.#named) {
      constants.segment = id;
      const { endpoint, shadowOf } = constants.values;
      const schema = this.#schemas.get(endpoint);
      if (schema) schema.segment = id;
      if (shadowOf === null)
        this.#answers.set(endpoint, (this.#answers.get(endpoint) ?? 0) + constants.waiting);
    }
    this.#counts.clear();
    this.#reserve?.hold([]);
    this.#reserve?.take();
    this.#alarm.worked();
  }

  #settleSynced(turn: Turn, segment: OpenSegment): void {
    segment.sync().then(
      () => turn.settle(null),
      (error: unknown) => {
        const refusal = this.#refusal(error);
        this.#alarm.failed(refusal, 0);
        if (this.#segment === segment) this.#rotate();
        turn.settle(refusal);
      },
    );
  }

  /** Counts the answers of this turn as dropped; returns how many they are. */
  #drop(): number {
    let dropped = 0;
    for (const { values, waiting } of this.#named) {
      if (values.shadowOf !== null) continue;
      this.#counts.add(values.endpoint, { sampledOut: 0, dropped: waiting });
      dropped += waiting;
    }
    this.#reserve?.hold(this.#counts.records());
    return dropped;
  }

  #tryAgainLater(): void {
    if (this.#closed || this.#counts.isEmpty || this.#retry) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.#counts.isEmpty || this.#closed) return;
      this.#turn ??= new Turn();
      this.#flush();
    }, RETRY_MS).unref();
  }

  #openNext(): OpenSegment {
    const { directory, segmentSeconds } = this.#options;
    this.#sequence += 1;
    this.#segment = new OpenSegment(directory, formatSegmentId({ ...this.#name, sequence: this.#sequence }));
    this.#answers = new Map();
    this.#expiry = setTimeout(() => this.#rotate(), segmentSeconds * 1000).unref();
    return this.#segment;
  }

  /** The next write opens a new segment; this one is sealed beside it. */
  #rotate(): void {
    clearTimeout(this.#expiry);
    if (!this.#segment) return;
    this.#writeAnswers(this.#segment);
    this.#unsealed.push(this.#segment);
    this.#segment = null;
    const sealing = this.#seal().finally(() => this.#sealing.delete(sealing));
    this.#sealing.add(sealing);
  }

  /** The last frames of a segment say how many answers it must hold. */
  #writeAnswers(segment: OpenSegment): void {
    const at = this.#clock.now();
    const { gateway } = this.#options;
    const frames = new FrameBuffer();
    for (const [endpoint, answered] of this.#answers) {
      const count: CountRecord = {
        kind: 'count',
        at,
        gateway,
        endpoint,
        answered,
        sampledOut: 0,
        dropped: 0,
      };
      frames.add(JSON.stringify(count));
    }
    try {
      segment.write([frames.bytes]);
    } catch (error) {
      // The reader counts the rows of a segment that does not say it.
      this.#options.logger?.warn(
        { err: error, segment: segment.id },
        'a segment is sealed without its count',
      );
    }
  }

  async #seal(): Promise<void> {
    for (const segment of this.#unsealed.splice(0)) {
      try {
        await segment.seal();
      } catch (error) {
        this.#unsealed.push(segment);
        this.#options.logger?.error({ err: error, segment: segment.id }, 'could not seal a log segment yet');
      }
    }
  }

  #refusal(error: unknown): SlipwayError {
    const full = FULL.has((error as NodeJS.ErrnoException).code ?? '');
    return full
      ? new SlipwayError('INSUFFICIENT_SPACE', { directory: this.#options.directory }, { cause: error })
      : new SlipwayError('UNAVAILABLE', { what: 'The log' }, { cause: error });
  }
}

/** The gateway's side of the spool. A segment is opened with the first record after the last one was sealed. */
export const createSpoolWriter = (options: SpoolWriterOptions): LogWriter => new SpoolWriter(options);
