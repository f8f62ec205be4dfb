/** UTF-8 needs at most three bytes per UTF-16 code unit. */
const BYTES_PER_UNIT = 3;
/** Longer texts are written by the runtime at once: a call costs as much as some dozens of characters. */
const SHORT_TEXT = 64;
/** A length byte of this value says that a uint32 with the length follows. */
export const LONG_TEXT = 255;
const NOT_ASCII = 0x80;

/** Numbers and texts as bytes, little-endian, one after the other, in one reusable piece of memory that grows. */
export class ByteWriter {
  readonly #initialBytes: number;
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  constructor(initialBytes: number) {
    this.#initialBytes = initialBytes;
    this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** The memory itself; another one after the next growth. */
  get memory(): Buffer {
    return this.#bytes;
  }

  /** A view of what was written; valid until `clear`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Makes room for up to `bytes` bytes of numbers, to be set in `view` from the position that is returned on; `advance` ends it. For
   * several numbers at once: a check for each would cost as much as the writing.
   */
  reserve(bytes: number): number {
    this.#reserve(bytes);
    return this.#length;
  }

  /** Of the memory; another one after the next growth. */
  get view(): DataView {
    return this.#view;
  }

  /** @param position where the next byte goes */
  advance(position: number): void {
    this.#length = position;
  }

  /** Leaves room that is filled later. */
  skip(bytes: number): void {
    this.#reserve(bytes);
    this.#length += bytes;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** In place of four bytes that were written at `position`. */
  setUint32(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Behind its length in bytes: one byte, or 255 and a uint32. A half of a surrogate pair becomes U+FFFD. */
  text(text: string): void {
    const units = text.length;
    if (units <= SHORT_TEXT && this.#shortAscii(text, units)) return;
    this.#reserve(5 + units * BYTES_PER_UNIT);
    const written = this.#bytes.write(text, this.#length + 5, 'utf8');
    this.#bytes[this.#length] = LONG_TEXT;
    this.#view.setUint32(this.#length + 1, written, true);
    this.#length += 5 + written;
  }

  /** UTF-8 without a length. */
  raw(text: string): void {
    this.#reserve(text.length * BYTES_PER_UNIT);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** @param keptBytes memory that one huge text has grown beyond this is given back */
  clear(keptBytes: number): void {
    this.#length = 0;
    if (this.#bytes.length > keptBytes) this.#replace(Buffer.allocUnsafeSlow(this.#initialBytes));
  }

  /** False when it is not ASCII; nothing counts as written then. */
  #shortAscii(text: string, units: number): boolean {
    this.#reserve(1 + units);
    const bytes = this.#bytes;
    const start = this.#length + 1;
    for (let index = 0; index < units; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= NOT_ASCII) return false;
      bytes[start + index] = unit;
    }
    bytes[this.#length] = units;
    this.#length = start + units;
    return true;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#replace(grown);
  }

  #replace(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
