import { close, fsync, ftruncateSync, openSync, writeSync } from 'node:fs';
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

  /** Makes the content durable, then visible to the reader under its final name. May be called again after a failure. */
  async seal(): Promise<void> {
    if (!this.#closed) {
      this.#cutOverhang();
      await promisify(fsync)(this.#file);
      await promisify(close)(this.#file);
      this.#closed = true;
    }
    await rename(join(this.#directory, this.id + OPEN), join(this.#directory, this.id + SEALED));
    await syncDirectory(this.#directory);
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
