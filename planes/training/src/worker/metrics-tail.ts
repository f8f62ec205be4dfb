import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { LoggedMetric, type MetricPoint } from '@slipway/contracts';

const LARGEST_READ = 1024 * 1024;
/** A step could put a link to a file that only the worker may read in the place of its metrics, or a pipe that nobody writes to. */
const PLAIN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** How opening and reading anything but a plain file fails. */
const NO_METRICS = new Set(['ENOENT', 'ELOOP', 'EISDIR', 'ENXIO', 'EAGAIN', 'ESPIPE']);

export interface MetricsRead {
  readonly metrics: readonly MetricPoint[];
  /** What is wrong with lines that are no metrics. */
  readonly complaints: readonly string[];
}

const parseLine = (text: string): MetricPoint | string => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words quote ten characters of the line, which may be the beginning of a secret.
    return 'it is not JSON';
  }
  const parsed = LoggedMetric.safeParse(value);
  return parsed.success
    ? parsed.data
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
};

/** Reads what a step has appended to its metrics file (one JSON object per line) since the last time. */
export class MetricsTail {
  readonly #path: string;
  #offset = 0;
  #line = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whole lines only; with `final` also a last one without an end. A file that does not exist has no lines. */
  async read(final = false): Promise<MetricsRead> {
    const metrics: MetricPoint[] = [];
    const complaints: string[] = [];
    for (;;) {
      const lines = await this.#next(final);
      if (lines.length === 0) return { metrics, complaints };
      for (const text of lines) {
        this.#line += 1;
        if (text.trim() === '') continue;
        const parsed = parseLine(text);
        if (typeof parsed === 'string') complaints.push(`line ${this.#line} is no metric: ${parsed}`);
        else metrics.push(parsed);
      }
    }
  }

  /** The next whole lines, at most 1 MiB of them. */
  async #next(final: boolean): Promise<string[]> {
    const bytes = await this.#bytes();
    const whole = bytes.lastIndexOf(0x0a) + 1;
    // A single line that fills the buffer, or the last one of a finished step, is taken as it is.
    const taken = whole > 0 ? whole : final || bytes.length === LARGEST_READ ? bytes.length : 0;
    if (taken === 0) return [];
    this.#offset += taken;
    return bytes.subarray(0, taken).toString('utf8').replace(/\n$/, '').split('\n');
  }

  async #bytes(): Promise<Buffer> {
    try {
      await using file = await open(this.#path, PLAIN_FILE);
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(LARGEST_READ),
        position: this.#offset,
      });
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (NO_METRICS.has((error as NodeJS.ErrnoException).code ?? '')) return Buffer.alloc(0);
      throw error;
    }
  }
}
