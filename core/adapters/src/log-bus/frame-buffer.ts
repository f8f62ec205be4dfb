import { ByteWriter } from './byte-writer.ts';
import { HEADER_BYTES, sealFrame } from './frame.ts';

/** Larger than the batch of one turn under load; smaller ones would grow by copying at every burst. */
const INITIAL_BYTES = 64 * 1024;
/** Memory that one huge request has grown beyond this is given back. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Frames, one after the other, in one reusable piece of memory. */
export class FrameBuffer {
  readonly #out = new ByteWriter(INITIAL_BYTES);
  #start = 0;

  /** @param json starts with `{`: the search behind a damage looks for it */
  add(json: string): void {
    this.open().raw(json);
    this.seal();
  }

  /** Begins a frame; what is written must start with `{` as well. Ends with `seal`. */
  open(): ByteWriter {
    this.#out.skip(HEADER_BYTES);
    this.#start = this.#out.length;
    return this.#out;
  }

  seal(): void {
    sealFrame(this.#out.memory, { start: this.#start, end: this.#out.length });
  }

  /** A view of what was added; valid until `clear`. */
  get bytes(): Buffer {
    return this.#out.bytes;
  }

  clear(): void {
    this.#out.clear(KEPT_BYTES);
  }
}
