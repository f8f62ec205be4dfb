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

/** What the system says when no byte can be added: disk full, quota used up, file size limit. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const schemaKey = ({ endpoint, features }: SchemaRecord): string => JSON.stringify([endpoint, features]);

class SpoolWriter implements LogWriter {
  readonly #options: SpoolWriterOptions;
  readonly #name: Omit<SegmentName, 'sequence'>;
  readonly #schemas = new Map<string, SchemaRecord>();
  /** Keys of the schemas that the open segment holds. */
  #declared = new Set<string>();
  #sequence = 0;
  #segment: OpenSegment | null = null;
  #expiry: NodeJS.Timeout | undefined;
  readonly #frames = new FrameBuffer();
  /** The appends whose frames wait for the end of this turn of the event loop; null when there are none. */
  #turn: PromiseWithResolvers<void> | null = null;
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
    if (!this.#turn) {
      this.#turn = Promise.withResolvers();
      // After the callbacks of this turn: what they append goes into the same write.
      setImmediate(() => this.#flush());
    }
    for (const record of records) this.#frames.add(record);
    return this.#turn.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#flush();
    this.#rotate();
    await Promise.all(this.#sealing);
    if (this.#unsealed.length > 0) await this.#seal();
  }

  #flush(): void {
    if (!this.#turn) return;
    const { resolve, reject } = this.#turn;
    this.#turn = null;
    try {
      this.#write(this.#frames.bytes);
      resolve();
    } catch (error) {
      reject(this.#refusal(error));
    } finally {
      this.#frames.clear();
    }
  }

  #write(frames: Buffer): void {
    const segment = this.#segment ?? this.#openNext();
    if (this.#declared.size === this.#schemas.size) segment.write([frames]);
    else this.#writeWithSchemas(segment, frames);
    if (segment.size >= this.#options.segmentBytes) this.#rotate();
  }

  #writeWithSchemas(segment: OpenSegment, frames: Buffer): void {
    const missing = [...this.#schemas].filter(([key]) => !this.#declared.has(key));
    const schemas = new FrameBuffer();
    for (const [, schema] of missing) schemas.add(schema);
    segment.write([schemas.bytes, frames]);
    for (const [key] of missing) this.#declared.add(key);
  }

  #openNext(): OpenSegment {
    const { directory, segmentSeconds } = this.#options;
    this.#sequence += 1;
    this.#segment = new OpenSegment(directory, formatSegmentId({ ...this.#name, sequence: this.#sequence }));
    this.#declared = new Set();
    this.#expiry = setTimeout(() => this.#rotate(), segmentSeconds * 1000).unref();
    return this.#segment;
  }

  /** The next write opens a new segment; this one is sealed beside it. */
  #rotate(): void {
    clearTimeout(this.#expiry);
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
