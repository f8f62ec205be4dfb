import type { LogLine } from '@slipway/contracts';

export type StepLine = Omit<LogLine, 'sequence' | 'step'>;

/**
 * Characters that may wait for a job server that is away. Fewer: the log of a noisy step has gaps after a short absence;
 * more: the worker's memory grows with every step that runs through a long one.
 */
const CAPACITY = 8 * 1024 * 1024;
/** One heartbeat: its body must stay far below the server's limit of 32 MiB, escapes included. */
const BATCH_LINES = 1000;
const BATCH_CHARACTERS = 1024 * 1024;

/** Lines on their way to the job server. When it is away for too long, new ones are counted instead of kept. */
export class LineBuffer {
  readonly #capacity: number;
  #lines: StepLine[] = [];
  #characters = 0;
  #dropped = 0;

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  add(line: StepLine): void {
    if (this.#characters + line.text.length > this.#capacity) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      const text = `${this.#dropped} lines were dropped: the job server was away or the step was too loud`;
      this.#dropped = 0;
      this.#push({ at: line.at, stream: 'platform', text });
    }
    this.#push(line);
  }

  /** The oldest lines that fit into one heartbeat. They stay until {@link remove}. */
  batch(): StepLine[] {
    let characters = 0;
    const end = this.#lines.findIndex(({ text }, index) => {
      characters += text.length;
      return index >= BATCH_LINES || (index > 0 && characters > BATCH_CHARACTERS);
    });
    return this.#lines.slice(0, end === -1 ? undefined : end);
  }

  /** Forgets the oldest `count` lines, which have arrived. */
  remove(count: number): void {
    for (const { text } of this.#lines.splice(0, count)) this.#characters -= text.length;
  }

  #push(line: StepLine): void {
    this.#lines.push(line);
    this.#characters += line.text.length;
  }
}
