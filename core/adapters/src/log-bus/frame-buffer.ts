import { HEADER_BYTES, sealFrame } from './frame.ts';

/** Larger than the batch of one turn under load; smaller ones would grow by copying at every burst. */
const INITIAL_BYTES = 64 * 1024;
/** A buffer that one huge request has grown beyond this is given back. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** UTF-8 needs at most three bytes per UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/** Texts as frames, one after the other, in one reusable piece of memory. */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  /** @param json starts with `{`: the search behind a damage looks for it */
  add(json: string): void {
    this.#reserve(HEADER_BYTES + json.length * BYTES_PER_UNIT);
    const start = this.#length + HEADER_BYTES;
    const end = start + this.#bytes.write(json, start, 'utf8');
    sealFrame(this.#bytes, { start, end });
    this.#length = end;
  }

  /** A view of what was added; valid until `clear`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
