import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A field of a protobuf message: a number, or where its bytes are. */
export interface ProtoField {
  readonly field: number;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

const WINDOW_BYTES = 64 * 1024;
const LONGEST_TEXT = 64 * 1024;

/**
 * A file in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding/), of which only those parts
 * are read that are asked for: a model of a gigabyte costs a window of memory.
 */
export class ProtoFile {
  readonly #file: number;
  readonly size: number;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #from = 0;
  #to = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** The fields of the message between two places. Throws for bytes that are no message. */
  *fields(start: number, end: number): Generator<ProtoField> {
    let at = start;
    const varint = (): number => {
      const read = this.#varint(at, end);
      at = read.next;
      return read.value;
    };
    while (at < end) {
      const tag = varint();
      const field = Math.floor(tag / 8);
      const wireType = tag % 8;
      if (wireType === 0) {
        const number = varint();
        yield { field, number, start: at, end: at };
        continue;
      }
      const length = wireType === 1 ? 8 : wireType === 5 ? 4 : wireType === 2 ? varint() : -1;
      if (length < 0 || length > end - at) throw new Error('a field is cut off');
      yield { field, number: 0, start: at, end: at + length };
      at += length;
    }
  }

  /** The numbers of a packed field. */
  *packed(start: number, end: number): Generator<number> {
    for (let at = start; at < end; ) {
      const { value, next } = this.#varint(at, end);
      at = next;
      yield value;
    }
  }

  text({ start, end }: ProtoField): string {
    const length = Math.min(end - start, LONGEST_TEXT);
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.#byte(start + i);
    return bytes.toString('utf8');
  }

  #varint(start: number, end: number): { readonly value: number; readonly next: number } {
    let value = 0;
    let at = start;
    for (let scale = 1; scale <= 2 ** 63 && at < end; scale *= 128) {
      const byte = this.#byte(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return { value, next: at };
    }
    throw new Error('a number is cut off');
  }

  #byte(at: number): number {
    if (at < this.#from || at >= this.#to) {
      this.#from = at;
      this.#to = at + readSync(this.#file, this.#window, 0, WINDOW_BYTES, at);
      if (this.#to === at) throw new Error('the file is cut off');
    }
    return this.#window[at - this.#from] ?? 0;
  }
}
