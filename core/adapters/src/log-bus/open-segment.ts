import { close, fdatasync, fsync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncDirectory } from '@slipway/platform';
import { OPEN, SEALED } from './segment-name.ts';

/**
 * A busy segment takes room ahead of its rows, as zeros: to write into pages that the system has at hand costs half of what new
 * ones cost. Who reads it meanwhile, or after its writer died, finds a hole at its end, which is no frame.
 */
const ROOM = Buffer.alloc(128 * 1024);

/**
 * The segment file that a writer fills. What counts as written ends at `size`; behind it there is room, or a failed write.
 * Writes are synchronous: they go to the page cache in a few microseconds, where a detour through the thread pool costs twice the
 * processor time and adds tens of microseconds to every answer. What waits for the disk, fsync, is asynchronous.
 */
export class OpenSegment {
  readonly id: string;
  readonly #directory: string;
  readonly #file: number;
  #size = 0;
  /** Length of the file: with the room that is taken. */
  #end = 0;
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
    if (this.#overhang) this.#cut();
    let position = this.#size;
    this.#takeRoom(pieces.reduce((end, piece) => end + piece.length, position));
    try {
      for (const piece of pieces) position = this.#writeAt(piece, position);
    } catch (error) {
      this.#overhang = true;
      this.#tryToCut();
      throw error;
    }
    this.#size = position;
    this.#end = Math.max(this.#end, position);
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
      if (this.#overhang || this.#end > this.#size) this.#cut();
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

  /** What does not get all of it takes what it gets: what the disk has to say, the write itself will hear. */
  #takeRoom(needed: number): void {
    if (needed <= this.#end || this.#size < ROOM.length) return;
    try {
      this.#end += writeSync(this.#file, ROOM, 0, ROOM.length, this.#end);
    } catch {
      // No room.
    }
  }

  #cut(): void {
    ftruncateSync(this.#file, this.#size);
    this.#end = this.#size;
    this.#overhang = false;
  }

  #tryToCut(): void {
    try {
      this.#cut();
    } catch {
      // Tried again before the next write and before sealing.
    }
  }
}
