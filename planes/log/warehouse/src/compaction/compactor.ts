import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';
import type { Clock, Logger, LogReader } from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';
import type { Engine } from '../duckdb/engine.ts';
import type { FileGate } from '../file-gate.ts';
import { dateOf, partitionValue, type WarehouseLayout } from '../layout.ts';
import { groupByColumns, mergeFiles } from './merge-files.ts';
import { mergePlan } from './merge-plan.ts';
import { finishReplacements, replaceFiles } from './replacement.ts';

export interface CompactorOptions {
  readonly engine: Engine;
  readonly layout: WarehouseLayout;
  readonly spool: LogReader;
  readonly gate: FileGate;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Tries of a replacement while somebody reads, and the pause between them: a snapshot can read for minutes, then it is for later. */
const TRIES = 100;
const PAUSE_MS = 50;

const PARQUET = '.parquet';
const DATE = /\bdate=(\d{4}-\d{2}-\d{2})$/;

/**
 * Merges the many small files of a day, one per segment, into few. A segment that is still in the spool can be recorded again,
 * and is known by its file: such files wait.
 */
export class Compactor {
  readonly #options: CompactorOptions;
  /** Directories below the warehouse that may have something to merge; null: not looked yet. */
  #candidates: Set<string> | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: CompactorOptions) {
    this.#options = options;
  }

  /** Finishes what a death interrupted; before anybody reads. */
  recover(): Promise<void> {
    const { layout } = this.#options;
    this.#stopped = false;
    return finishReplacements(layout.root, layout.compactions);
  }

  /** A file came into a directory below the warehouse. */
  note(directory: string): void {
    this.#candidates?.add(directory);
  }

  /** Merges what is worth it. Failures are logged and tried again with the next call; it does not throw. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#runOnce());
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #runOnce(): Promise<void> {
    const { logger, gate, layout } = this.#options;
    // One that failed half-way shows rows twice until it is finished.
    if ((await directoryNames(layout.compactions)).length > 0)
      await gate.replacing(() => finishReplacements(layout.root, layout.compactions)).catch(() => false);
    this.#candidates ??= await this.#everyDirectory();
    for (const directory of [...this.#candidates]) {
      if (this.#stopped) return;
      try {
        const closed = this.#isClosed(directory);
        while (!this.#stopped && (await this.#compact(directory, closed)));
        if (closed && !this.#stopped) this.#candidates.delete(directory);
      } catch (error) {
        logger.error({ err: error, directory }, 'small log files were not merged yet');
      }
    }
  }

  /**
   * @returns whether something was merged, so that there may be more
   * @throws UNAVAILABLE when somebody reads for too long
   */
  async #compact(directory: string, closed: boolean): Promise<boolean> {
    const { engine, layout, gate, logger } = this.#options;
    const names = mergePlan(await this.#settledFiles(directory), closed);
    if (names.length === 0) return false;
    const paths = names.map((name) => join(layout.root, directory, name));
    const [group = []] = await groupByColumns(engine, paths);
    if (group.length < 2) return false;
    const id = randomUUID();
    const beside = join(layout.scratch, `${id}${PARQUET}`);
    try {
      await mergeFiles(engine, group, beside);
      const replacement = {
        target: join(directory, `merged-${id}${PARQUET}`),
        replaced: group.map((path) => path.slice(layout.root.length + 1)),
      };
      const journal = join(layout.compactions, `${id}.json`);
      for (let tries = 0; tries < TRIES && !this.#stopped; tries++) {
        if (await gate.replacing(() => replaceFiles(layout.root, journal, beside, replacement))) {
          logger.debug({ directory, files: group.length }, 'merged small log files');
          return true;
        }
        await sleep(PAUSE_MS);
      }
      throw new SlipwayError('UNAVAILABLE', { what: 'A moment without readers' });
    } finally {
      await rm(beside, { force: true });
    }
  }

  /** The files of a directory that no replay can ask for again. */
  async #settledFiles(directory: string): Promise<{ name: string; bytes: number }[]> {
    const { layout, spool } = this.#options;
    const path = join(layout.root, directory);
    const names = (await directoryNames(path)).filter((name) => name.endsWith(PARQUET));
    // Listed after the files: what is gone from the spool by then was acknowledged.
    const waiting = new Set((await spool.sealed()).map((id) => partitionValue(id) + PARQUET));
    const settled = names.filter((name) => !waiting.has(name));
    return Promise.all(settled.map(async (name) => ({ name, bytes: (await stat(join(path, name))).size })));
  }

  #isClosed(directory: string): boolean {
    const date = DATE.exec(directory)?.[1] ?? '';
    return date < dateOf(this.#options.clock.now());
  }

  async #everyDirectory(): Promise<Set<string>> {
    const { layout } = this.#options;
    const found = new Set<string>();
    const add = async (parent: string) => {
      for (const date of await directoryNames(join(layout.root, parent)))
        if (DATE.test(date)) found.add(join(parent, date));
    };
    await add('outcomes');
    await add('counts');
    for (const endpoint of await directoryNames(layout.predictions)) await add(join('predictions', endpoint));
    return found;
  }
}
