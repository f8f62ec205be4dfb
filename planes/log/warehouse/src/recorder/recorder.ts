import { dirname, join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import type { Clock, Logger, LogReader, Segment } from '@slipway/platform';
import { Backlog } from './backlog.ts';
import type { ParquetWriter } from './parquet-writer.ts';
import { segmentBatches } from './segment-batches.ts';
import type { Tally } from './tally.ts';

/** Below, an idle spool is listed too often; above, fresh predictions are missing from the warehouse for longer. */
const POLL_MS = 250;

export interface RecorderOptions {
  readonly spool: LogReader;
  readonly writer: ParquetWriter;
  readonly tally: Tally;
  /** Called with the directory, below the warehouse, of every new file. */
  readonly onFile: (directory: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Turns every sealed segment into Parquet and acknowledges it. A crash at any point is repaired by doing it again: files
 * are named after their segment and appear whole. A damaged segment gives its readable records and is set aside.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #backlog: Backlog;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;
  #stopping = false;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#backlog = new Backlog(options.clock);
  }

  start(): void {
    this.#stopped = false;
    this.#poll();
  }

  /** Finishes the segment at hand; the rest waits in the spool. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#flushing;
    this.#stopping = false;
  }

  /** Why segments wait; null when nothing went wrong. */
  get trouble(): string | null {
    return this.#backlog.reason;
  }

  /** Records every segment that is sealed now. Failed ones are tried again later; it does not throw. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#drain(() => this.#stopping));
    return this.#flushing;
  }

  #poll(): void {
    this.#flushing = this.#flushing.then(() => this.#drain(() => this.#stopped));
    void this.#flushing.then(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.#poll(), POLL_MS);
    });
  }

  async #drain(stop: () => boolean): Promise<void> {
    const { spool, logger } = this.#options;
    try {
      const sealed = await spool.sealed();
      this.#backlog.keepOnly(sealed);
      for (const id of sealed) {
        if (stop()) return;
        if (this.#backlog.isDue(id)) await this.#attempt(id);
      }
    } catch (error) {
      logger.error({ err: error }, 'the spool cannot be listed');
    }
  }

  async #attempt(id: string): Promise<void> {
    try {
      await this.#record(id);
      this.#backlog.done(id);
    } catch (error) {
      const delayMs = this.#backlog.failed(id, error);
      this.#options.logger.error({ err: error, segment: id, delayMs }, 'a log segment was not recorded yet');
    }
  }

  async #record(id: string): Promise<void> {
    const { spool, writer, tally, onFile } = this.#options;
    const segment = await spool.read(id);
    // Until it is acknowledged a segment counts as waiting: who asks for the tally must not see it twice.
    await tally.recording(async (add) => {
      for (const batch of segmentBatches(segment)) {
        if (!(await writer.write(batch))) continue;
        add(batch.adds);
        onFile(join(batch.table, dirname(batch.file)));
      }
      await (segment.damagedAt === null ? spool.acknowledge(id) : this.#setAside(segment, segment.damagedAt));
    });
  }

  async #setAside({ id, records }: Segment, offset: number): Promise<void> {
    const { spool, logger } = this.#options;
    const damage = new SlipwayError('SEGMENT_CORRUPT', { segment: id, offset });
    logger.error({ code: damage.code, kept: records.length }, damage.message);
    await spool.quarantine(id);
  }
}
