import { printable } from './printable.ts';

/** Where a status line is written; a terminal can take a line back. */
export interface StatusTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR = '\r\u001b[2K';
const NARROW = 80;

/** Lines that stay, and below them, on a terminal, one that is written over. */
export class StatusLine {
  readonly #target: StatusTarget;
  #status = '';

  constructor(target: StatusTarget) {
    this.#target = target;
  }

  /** A line that stays. */
  print(line: string): void {
    this.#target.write(`${this.#status === '' ? '' : CLEAR}${printable(line)}\n${this.#status}`);
  }

  /** What goes on now; not shown where it could not be taken back. */
  show(text: string): void {
    if (this.#target.isTTY !== true) return;
    const cut = printable(text).slice(0, Math.max(0, (this.#target.columns ?? NARROW) - 1));
    if (cut === this.#status) return;
    this.#target.write(`${CLEAR}${cut}`);
    this.#status = cut;
  }

  /** Takes the status away. */
  end(): void {
    if (this.#status !== '') this.#target.write(CLEAR);
    this.#status = '';
  }
}
