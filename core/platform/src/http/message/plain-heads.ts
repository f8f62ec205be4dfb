import { type PlainHead, readPlainHead } from './plain-head.ts';

/** Enough for clients of several kinds with bodies of some lengths each; with the longest heads it is 4 MB. */
const KEPT = 256;

/** Reads heads, and knows those that it has read: clients send the same ones again and again. */
export class PlainHeads {
  readonly #known = new Map<string, PlainHead | null>();
  /** Compared before all others: to look one up in the map costs several times as much. */
  #lastText = '';
  #last: PlainHead | null = null;

  /** As `readPlainHead`. */
  read(text: string): PlainHead | null {
    if (text === this.#lastText) return this.#last;
    let head = this.#known.get(text);
    if (head === undefined) {
      head = readPlainHead(text);
      // Heads that are never the same, because of an id in them, must not cost more than the reading.
      if (this.#known.size >= KEPT) this.#known.clear();
      this.#known.set(text, head);
    }
    this.#lastText = text;
    this.#last = head;
    return head;
  }
}
