import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '@slipway/platform';
import { OPEN, SEALED } from './segment-name.ts';

/** The segment file that a writer fills. What counts as written ends at `size`; anything behind it is a failed write. */
export class OpenSegment {
  readonly id: string;
  readonly #directory: string;
  readonly #file: FileHandle;
  #size = 0;
  #overhang = false;
  #closed = false;

  private constructor(id: string, directory: string, file: FileHandle) {
    this.id = id;
    this.#directory = directory;
    this.#file = file;
  }

  static async create(directory: string, id: string): Promise<OpenSegment> {
    return new OpenSegment(id, directory, await open(join(directory, id + OPEN), 'wx', 0o640));
  }

  get size(): number {
    return this.#size;
  }

  /** All of `pieces`, or none of them: what a failed write left is cut off before anything else is written. */
  async write(pieces: readonly Buffer[]): Promise<void> {
    await this.#cutOverhang();
    try {
      let position = this.#size;
      for (const piece of pieces) position = await this.#writeAt(piece, position);
      this.#size = position;
    } catch (error) {
      this.#overhang = true;
      await this.#cutOverhang().catch(() => undefined);
      throw error;
    }
  }

  /** Makes the content durable, then visible to the reader under its final name. May be called again after a failure. */
  async seal(): Promise<void> {
    if (!this.#closed) {
      await this.#cutOverhang();
      await this.#file.sync();
      await this.#file.close();
      this.#closed = true;
    }
    await rename(join(this.#directory, this.id + OPEN), join(this.#directory, this.id + SEALED));
    await syncDirectory(this.#directory);
  }

  async #writeAt(piece: Buffer, position: number): Promise<number> {
    let written = 0;
    while (written < piece.length) {
      const { bytesWritten } = await this.#file.write(
        piece,
        written,
        piece.length - written,
        position + written,
      );
      written += bytesWritten;
    }
    return position + written;
  }

  async #cutOverhang(): Promise<void> {
    if (!this.#overhang) return;
    await this.#file.truncate(this.#size);
    this.#overhang = false;
  }
}
