import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import {
  type OutcomeRecord,
  type PredictionRecord,
  type SchemaRecord,
  SlipwayError,
} from '@slipway/contracts';
import { type Clock, type Logger, type LogWriter, systemClock } from '@slipway/platform';
import { FrameBuffer } from './frame-buffer.ts';
import { OpenSegment } from './open-segment.ts';
import { ownIdentity } from './process-identity.ts';
import { formatSegmentId, type SegmentName } from './segment-name.ts';

export interface SpoolWriterOptions {
  /** Created when absent; the reader gets the same one. */
  readonly directory: string;
  /** Id of the gateway; the segments are named after it. */
  readonly gateway: string;
  /** A segment is sealed at this age or at this size, whichever comes first. */
  readonly segmentSeconds: number;
  readonly segmentBytes: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** Appends that share one write: those of one turn of the event loop, or that came while the last write ran. */
interface Batch {
  readonly frames: FrameBuffer;
  readonly written: PromiseWithResolvers<void>;
}

/** What the system says when no byte can be added: disk full, quota used up, file size limit. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const schemaKey = ({ endpoint, features }: SchemaRecord): string => JSON.stringify([endpoint, features]);

class SpoolWriter implements LogWriter {
  readonly #options: SpoolWriterOptions;
  readonly #name: Omit<SegmentName, 'sequence'>;
  readonly #schemas = new Map<string, SchemaRecord>();
  readonly #schemaFrames = new FrameBuffer();
  /** Schemas that the open segment holds. */
  #declared = new Set<string>();
  #sequence = 0;
  #segment: OpenSegment | null = null;
  #expired = false;
  #expiry: NodeJS.Timeout | undefined;
  #filling: Batch | null = null;
  /** At most two exist: one is filled while the other is written. */
  readonly #free: FrameBuffer[] = [];
  #flushing: Promise<void> | null = null;
  readonly #sealing = new Set<Promise<void>>();
  /** Segments whose sealing failed; tried again with the next one. */
  #unsealed: OpenSegment[] = [];
  #closed = false;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
    this.#name = {
      gateway: options.gateway,
      startedAt: (options.clock ?? systemClock).now(),
      nonce: randomBytes(3).toString('hex'),
      process: ownIdentity(),
    };
  }

  declare(schema: SchemaRecord): void {
    const { endpoint, features } = schema;
    this.#schemas.set(schemaKey(schema), { kind: 'schema', endpoint, features });
  }

  append(records: readonly (PredictionRecord | OutcomeRecord)[]): Promise<void> {
    if (this.#closed) return Promise.reject(new SlipwayError('UNAVAILABLE', { what: 'The log' }));
    if (!this.#filling) {
      this.#filling = { frames: this.#free.pop() ?? new FrameBuffer(), written: Promise.withResolvers() };
      // After the callbacks of this turn: what they append goes into the same write.
      if (!this.#flushing) setImmediate(() => this.#flush());
    }
    for (const record of records) this.#filling.frames.add(record);
    return this.#filling.written.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#flush();
    this.#rotate();
    await Promise.all(this.#sealing);
    if (this.#unsealed.length > 0) await this.#seal();
  }

  /** Writes until nothing waits. */
  async #flush(): Promise<void> {
    if (this.#filling) this.#flushing ??= this.#writeBatches();
    await this.#flushing;
  }

  async #writeBatches(): Promise<void> {
    while (this.#filling) {
      const { frames, written } = this.#filling;
      this.#filling = null;
      const refusal = await this.#write(frames.bytes).then(
        () => null,
        (error: unknown) => this.#refusal(error),
      );
      frames.clear();
      this.#free.push(frames);
      if (refusal) written.reject(refusal);
      else written.resolve();
    }
    if (this.#expired) this.#rotate();
    this.#flushing = null;
  }

  async #write(frames: Buffer): Promise<void> {
    if (this.#expired) this.#rotate();
    const segment = this.#segment ?? (await this.#openNext());
    const missing = [...this.#schemas].filter(([key]) => !this.#declared.has(key));
    if (missing.length === 0) {
      await segment.write([frames]);
    } else {
      this.#schemaFrames.clear();
      for (const [, schema] of missing) this.#schemaFrames.add(schema);
      await segment.write([this.#schemaFrames.bytes, frames]);
      for (const [key] of missing) this.#declared.add(key);
    }
    if (segment.size >= this.#options.segmentBytes) this.#rotate();
  }

  async #openNext(): Promise<OpenSegment> {
    const { directory, segmentSeconds } = this.#options;
    this.#sequence += 1;
    const id = formatSegmentId({ ...this.#name, sequence: this.#sequence });
    this.#segment = await OpenSegment.create(directory, id);
    this.#declared = new Set();
    this.#expiry = setTimeout(() => {
      this.#expired = true;
      if (!this.#flushing) this.#rotate();
    }, segmentSeconds * 1000).unref();
    return this.#segment;
  }

  /** The next write opens a new segment; this one is sealed beside it. */
  #rotate(): void {
    clearTimeout(this.#expiry);
    this.#expired = false;
    if (!this.#segment) return;
    this.#unsealed.push(this.#segment);
    this.#segment = null;
    const sealing = this.#seal().finally(() => this.#sealing.delete(sealing));
    this.#sealing.add(sealing);
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
