import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import {
  type Logger,
  type LogReader,
  type LogStatistics,
  type Segment,
  syncDirectory,
} from '@slipway/platform';
import { missingCounts } from './answer-counts.ts';
import { HEADER_BYTES, scanFrames } from './frame.ts';
import { isOrphan, sealOrphan } from './orphan.ts';
import { compareSegmentIds, OPEN, parseSegmentId, RESERVED_SEQUENCE, SEALED } from './segment-name.ts';
import { segmentRecords } from './segment-records.ts';
import { type SegmentFile, SegmentSummaries, type SegmentSummary } from './segment-summary.ts';

export interface SpoolReaderOptions {
  /** The one that the writers write to; it may not exist yet. */
  readonly directory: string;
  readonly logger?: Logger;
}

/** Damaged segments are set aside here, below the spool. */
const QUARANTINE = 'quarantine';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const unlessMissing = (error: unknown): void => {
  if (!isMissing(error)) throw error;
};

const isReserve = (path: string): boolean =>
  parseSegmentId(basename(path, OPEN))?.sequence === RESERVED_SEQUENCE;

const unknownSegment = (id: string) => new SlipwayError('NOT_FOUND', { what: 'Log segment', name: id });

class SpoolReader implements LogReader {
  readonly #directory: string;
  readonly #quarantine: string;
  readonly #logger: Logger | undefined;
  readonly #waiting = new SegmentSummaries();
  readonly #quarantined = new SegmentSummaries();

  constructor({ directory, logger }: SpoolReaderOptions) {
    this.#directory = directory;
    this.#quarantine = join(directory, QUARANTINE);
    this.#logger = logger;
  }

  async sealed(): Promise<readonly string[]> {
    // Listed before the sealed ones: what its writer seals in between is then found as sealed.
    for (const id of (await this.#list(this.#directory, OPEN)).filter(isOrphan)) await this.#adopt(id);
    return this.#list(this.#directory, SEALED);
  }

  async read(id: string): Promise<Segment> {
    const bytes = await readFile(this.#path(id)).catch((error: unknown) => {
      throw isMissing(error) ? unknownSegment(id) : error;
    });
    const { frames, end } = scanFrames(bytes);
    const { records, unreadable } = segmentRecords(bytes, frames);
    const damagedAt = unreadable ? unreadable.start - HEADER_BYTES : end === bytes.length ? null : end;
    return { id, records: [...records, ...missingCounts(records)], damagedAt };
  }

  async acknowledge(id: string): Promise<void> {
    await unlink(this.#path(id)).catch(unlessMissing);
  }

  async quarantine(id: string): Promise<void> {
    await mkdir(this.#quarantine, { recursive: true });
    await rename(this.#path(id), join(this.#quarantine, id + SEALED)).catch(unlessMissing);
    await syncDirectory(this.#quarantine);
    await syncDirectory(this.#directory);
  }

  async statistics(): Promise<LogStatistics> {
    const waiting = await this.#waiting.of([
      ...(await this.#files(this.#directory, SEALED)),
      // A reserve is rewritten in place by a writer that will write the same counts into a segment: it counts once that writer is gone.
      ...(await this.#files(this.#directory, OPEN)).filter(({ path }) => !isReserve(path)),
    ]);
    const quarantined = await this.#quarantined.of(await this.#files(this.#quarantine, SEALED));
    const times = waiting.flatMap(({ firstAt }) => (firstAt === null ? [] : [firstAt]));
    const sum = (of: (summary: SegmentSummary) => number) =>
      waiting.reduce((total, summary) => total + of(summary), 0);
    return {
      waitingRecords: sum(({ records }) => records),
      waitingAnswers: sum(({ answers }) => answers),
      waitingCounts: {
        answered: sum(({ counts }) => counts.answered),
        sampledOut: sum(({ counts }) => counts.sampledOut),
        dropped: sum(({ counts }) => counts.dropped),
      },
      quarantinedSegments: quarantined.length,
      droppedRecords: quarantined.reduce((total, { lost }) => total + lost, 0),
      oldestAt: times.length === 0 ? null : Math.min(...times),
    };
  }

  async #adopt(id: string): Promise<void> {
    try {
      const kept = await sealOrphan(this.#directory, id);
      this.#logger?.info({ segment: id, kept }, 'sealed the log segment of a writer that is gone');
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  async #list(directory: string, extension: string): Promise<string[]> {
    const names = await readdir(directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names
      .filter((name) => name.endsWith(extension))
      .map((name) => name.slice(0, -extension.length))
      .filter((id) => parseSegmentId(id) !== null)
      .sort(compareSegmentIds);
  }

  async #files(directory: string, extension: string): Promise<SegmentFile[]> {
    const paths = (await this.#list(directory, extension)).map((id) => join(directory, id + extension));
    const files = await Promise.all(
      paths.map(async (path) => {
        const found = await stat(path).catch(() => null);
        return found ? [{ path, size: found.size, changedMs: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }

  #path(id: string): string {
    if (parseSegmentId(id) === null) throw unknownSegment(id);
    return join(this.#directory, id + SEALED);
  }
}

/** The recorder's side of the spool. One reader per directory. */
export const createSpoolReader = (options: SpoolReaderOptions): LogReader => new SpoolReader(options);
