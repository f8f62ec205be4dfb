import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CountRecord } from '@slipway/contracts';
import { FrameBuffer } from './frame-buffer.ts';
import { OPEN } from './segment-name.ts';

/** A disk block: some twenty endpoints. What does not fit lives in memory only, until the disk takes it. */
const RESERVED_BYTES = 4096;

/**
 * Room on the disk, taken while there is some, in which counts survive the death of the process although the disk is full: a
 * segment of its own that is overwritten in place. The reader of a dead writer's spool delivers it like any other.
 */
export class CountReserve {
  readonly #path: string;
  readonly #frames = new FrameBuffer();
  readonly #block = Buffer.alloc(RESERVED_BYTES);
  #file: number | null = null;
  #holds = false;

  /** @param id of a segment that nothing else is written to */
  constructor(directory: string, id: string) {
    this.#path = join(directory, id + OPEN);
  }

  /** Takes the room; false when the disk has none. May be called again. */
  take(): boolean {
    if (this.#file !== null) return true;
    try {
      this.#file = openSync(this.#path, 'w', 0o640);
      writeSync(this.#file, this.#block, 0, RESERVED_BYTES, 0);
      return true;
    } catch {
      this.release();
      return false;
    }
  }

  /** Holds exactly these counts from now on. */
  hold(counts: readonly CountRecord[]): void {
    if (this.#file === null || (counts.length === 0 && !this.#holds)) return;
    this.#frames.clear();
    this.#block.fill(0);
    let end = 0;
    for (const count of counts) {
      this.#frames.add(JSON.stringify(count));
      if (this.#frames.bytes.length > RESERVED_BYTES) break;
      end = this.#frames.bytes.length;
    }
    this.#frames.bytes.copy(this.#block, 0, 0, end);
    writeSync(this.#file, this.#block, 0, RESERVED_BYTES, 0);
    this.#holds = counts.length > 0;
  }

  /** Gives the room back. */
  release(): void {
    if (this.#file === null) return;
    closeSync(this.#file);
    this.#file = null;
    try {
      unlinkSync(this.#path);
    } catch {
      // The reader removes what is empty.
    }
  }
}
