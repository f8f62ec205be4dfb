import { ByteWriter } from './byte-writer.ts';
import { HEADER_BYTES, sealFrame } from './frame.ts';
import { beginRows, LENGTH_BYTES } from './row-frame.ts';

/** Larger than the batch of one turn under load; smaller ones would grow by copying at every burst. */
const INITIAL_BYTES = 64 * 1024;
/** Memory that one huge request has grown beyond this is given back. */
const KEPT_BYTES = 4 * 1024 * 1024;

/**
 * Rows of one write share a frame up to this size: a checksum for each costs as much as all else that is done to write it, and what
 * damage takes with it stays little.
 */
const ROWS_BYTES = 64 * 1024;

/** Frames, one after the other, in one reusable piece of memory. */
export class FrameBuffer {
  readonly #out = new ByteWriter(INITIAL_BYTES);
  /** Where the last frame starts, and its last row. */
  #start = 0;
  #row = 0;
  /** The last frame holds rows and takes more. */
  #open = false;

  /** @param json starts with `{`: the search behind a damage looks for it */
  add(json: string): void {
    this.#begin();
    this.#out.raw(json);
    this.#seal();
  }

  /** Begins a row. Ends with `endRow`. */
  beginRow(): ByteWriter {
    if (!this.#open || this.#out.length - this.#start > ROWS_BYTES) {
      this.#begin();
      beginRows(this.#out);
      this.#open = true;
    }
    this.#row = this.#out.length;
    this.#out.uint32(0);
    return this.#out;
  }

  endRow(): void {
    this.#out.setUint32(this.#row, this.#out.length - this.#row - LENGTH_BYTES);
  }

  /** A view of what was added, whole frames; valid until `clear`. */
  get bytes(): Buffer {
    this.#finishRows();
    return this.#out.bytes;
  }

  clear(): void {
    this.#open = false;
    this.#out.clear(KEPT_BYTES);
  }

  #begin(): void {
    this.#finishRows();
    this.#out.skip(HEADER_BYTES);
    this.#start = this.#out.length;
  }

  #finishRows(): void {
    if (this.#open) this.#seal();
    this.#open = false;
  }

  #seal(): void {
    sealFrame(this.#out.memory, { start: this.#start, end: this.#out.length });
  }
}
