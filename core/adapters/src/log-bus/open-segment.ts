import { close, fdatasync, fsync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncDirectory } from '@slipway/platform';
import { OPEN, SEALED } from './segment-name.ts';

/**
 * The segment file that a writer fills. What counts as written ends at `size`; anything behind it is a failed write.
 * Writes are synchronous: they go to the page cache in a few microseconds, where a detour through the thread pool costs twice the
 * processor time and adds tens of microseconds to every answer. What waits for the disk, fsync, is asynchronous.
 */
export class OpenSegment {
  readonly id: string;
  readonly #directory: string;
  readonly #file: number;
  #size = 0;
  #overhang = false;
  #closed = false;
  /** The directory knows the file, also after a loss of power. */
  #named = false;
  /** The sync at work, and the one that waits for it: it covers everything that is written until it begins. */
  #syncing: Promise<void> | null = null;
  #nextSync: Promise<void> | null = null;

  /** Creates the file. Throws what the system says, above all ENOSPC. */
  constructor(directory: string, id: string) {
    this.id = id;
    this.#directory = directory;
    this.#file = openSync(join(directory, id + OPEN), 'wx', 0o640);
  }

  get size(): number {
    return this.#size;
  }

  /** All of `pieces`, or none of them: what a failed write left is cut off before anything else is written. */
  write(pieces: readonly Buffer[]): void {
    this.#cutOverhang();
    let position = this.#size;
    try {
      for (const piece of pieces) position = this.#writeAt(piece, position);
    } catch (error) {
      this.#overhang = true;
      this.#tryToCut();
      throw error;
    }
    this.#size = position;
  }

  /**
   * Resolves when what is written survives the loss of power. Calls that come while the disk is at work share one sync after it.
   * After a failure nobody knows what the disk holds: write to another segment then.
   */
  sync(): Promise<void> {
    if (!this.#syncing) return this.#startSync();
    this.#nextSync ??= this.#syncing.catch(() => undefined).then(() => this.#startSync());
    return this.#nextSync;
  }

  /** Makes the content durable, then visible to the reader under its final name. May be called again after a failure. */
  async seal(): Promise<void> {
    if (!this.#closed) {
      await (this.#nextSync ?? this.#syncing)?.catch(() => undefined);
      this.#cutOverhang();
      await promisify(fsync)(this.#file);
      await promisify(close)(this.#file);
      this.#closed = true;
    }
    await rename(join(this.#directory, this.id + OPEN), join(this.#directory, this.id + SEALED));
    await syncDirectory(this.#directory);
  }

  #startSync(): Promise<void> {
    this.#nextSync = null;
    const done = this.#syncToDisk().finally(() => {
      this.#syncing = null;
    });
    this.#syncing = done;
    return done;
  }

  async #syncToDisk(): Promise<void> {
    // Without its name in the directory a synced file is gone all the same.
    if (!this.#named) await syncDirectory(this.#directory);
    this.#named = true;
    await promisify(fdatasync)(this.#file);
  }

  #writeAt(piece: Buffer, start: number): number {
    let position = start;
    const end = start + piece.length;
    while (position < end)
      position += writeSync(this.#file, piece, position - start, end - position, position);
    return end;
  }

  #cutOverhang(): void {
    if (!this.#overhang) return;
    ftruncateSync(this.#file, this.#size);
    this.#overhang = false;
  }

  #tryToCut(): void {
    try {
      this.#cutOverhang();
    } catch {
      // Tried again before the next write and before sealing.
    }
  }
}
