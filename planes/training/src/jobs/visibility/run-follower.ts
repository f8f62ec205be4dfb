import { setTimeout as sleep } from 'node:timers/promises';
import { type RunEvent, SlipwayError } from '@slipway/contracts';
import type { ServerEvent } from '@slipway/platform/server';
import type { RunBook } from '../run-book.ts';
import type { RunLog } from '../run-log.ts';
import type { TrainingDatabase } from '../tables.ts';
import type { WakeUp } from '../wake-up.ts';
import { readNewestMetric } from './newest-metric.ts';

/** Streams of one process: each costs a few small questions to the database per look. */
const MOST_STREAMS = 64;
/** Streams of one person, so that nobody takes the places of all others. */
const MOST_OF_ONE = 16;
/** Lines of one look: what a slow reader makes us hold at most. */
const PAGE = 500;
/** Lines come with the heartbeats of workers, every 2 s; steps that begin and end wake the stream, and no more often than this. */
const LOOK_EVERY_MS = 250;
const LONGEST_WAIT_MS = 1000;

export interface RunFollowerParts {
  readonly db: TrainingDatabase;
  readonly runs: RunBook;
  readonly log: RunLog;
  readonly wakeUp: WakeUp;
  /** Aborts when the job server stops. */
  readonly stopping: AbortSignal;
  /** @default 64 */
  readonly mostStreams?: number;
}

export interface Follow {
  readonly run: string;
  /** Only lines after this one. */
  readonly after: number;
  /** Who follows. */
  readonly reader: string;
  readonly signal: AbortSignal;
}

/** Streams of runs as they go on. Each holds one page of lines, and asks for the next when its reader has taken it. */
export class RunFollower {
  readonly #parts: RunFollowerParts;
  readonly #readers = new Map<string, number>();

  constructor(parts: RunFollowerParts) {
    this.#parts = parts;
  }

  /** Streams that are open now. */
  get open(): number {
    return [...this.#readers.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Throws NOT_FOUND, and TOO_MANY_STREAMS. */
  async follow(follow: Follow): Promise<AsyncIterable<ServerEvent>> {
    const { runs, mostStreams = MOST_STREAMS } = this.#parts;
    await runs.get(follow.run);
    const own = this.#readers.get(follow.reader) ?? 0;
    if (this.open >= mostStreams || own >= MOST_OF_ONE)
      throw new SlipwayError('TOO_MANY_STREAMS', { streams: own >= MOST_OF_ONE ? own : this.open });
    this.#count(follow.reader, 1);
    return this.#events(follow);
  }

  #count(reader: string, change: 1 | -1): void {
    const next = (this.#readers.get(reader) ?? 0) + change;
    if (next > 0) this.#readers.set(reader, next);
    else this.#readers.delete(reader);
  }

  async *#events(follow: Follow): AsyncGenerator<ServerEvent> {
    try {
      yield* this.#untilEnd(follow);
    } finally {
      this.#count(follow.reader, -1);
    }
  }

  async *#untilEnd({ run: id, after: first, signal: gone }: Follow): AsyncGenerator<ServerEvent> {
    const { db, runs, log, wakeUp, stopping } = this.#parts;
    const signal = AbortSignal.any([gone, stopping]);
    let after = first;
    let known = '';
    let metric: number | null = null;
    while (!signal.aborted) {
      const seen = wakeUp.count;
      // The run before its lines: when it has ended, all its lines are there.
      const run = await runs.get(id);
      const text = JSON.stringify(run);
      if (text !== known) yield eventOf({ event: 'run', data: run });
      known = text;
      const { lines } = await log.lines(id, { after, limit: PAGE });
      for (const line of lines)
        yield { ...eventOf({ event: 'line', data: line }), id: String(line.sequence) };
      after = lines.at(-1)?.sequence ?? after;
      const metrics = await readNewestMetric(db, id, metric);
      metric = metrics.seen;
      if (metrics.point !== null) yield eventOf({ event: 'metric', data: metrics.point });
      if (lines.length === PAGE) continue;
      if (run.finishedAt !== null) {
        yield eventOf({ event: 'end', data: { state: run.state } });
        return;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      await wakeUp.wait(seen, LONGEST_WAIT_MS, signal);
    }
  }
}

const eventOf = (event: RunEvent): ServerEvent => event;
