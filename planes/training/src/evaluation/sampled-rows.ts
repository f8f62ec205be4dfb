import type { Feature } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import type { HoldoutWindow } from './holdout.ts';
import { rowReader } from './row-reader.ts';
import type { WarmUpRow } from './warm-up-rows.ts';

/** Rows scored for the importance of all features together; a wide model gets fewer rows, never under the least. */
const IMPORTANCE_SCORES = 200_000;
const MOST_ROWS = 2000;
const LEAST_ROWS = 200;
/** How often a feature is shuffled. */
export const IMPORTANCE_REPEATS = 5;

/** How many rows of the holdout are looked at more closely: a bound on the work, whatever the size of the holdout. */
export const sampleSize = (rows: number, features: number): number => {
  const affordable = Math.floor(IMPORTANCE_SCORES / (Math.max(1, features) * IMPORTANCE_REPEATS));
  return Math.min(rows, Math.max(LEAST_ROWS, Math.min(MOST_ROWS, affordable)));
};

/** One row by chance out of each of `count` equal parts of the holdout, so that no rhythm of the data is met; ascending. */
export const stratifiedIndexes = (rows: number, count: number, seed: number): Int32Array => {
  const random = seededRandom(seed);
  return Int32Array.from({ length: count }, (_, part) => {
    const from = Math.floor((part * rows) / count);
    const to = Math.floor(((part + 1) * rows) / count);
    return from + Math.floor(random() * (to - from));
  });
};

/** Takes the rows of a sample while the holdout passes by. */
export class SampledRows {
  readonly #features: readonly Feature[];
  readonly #indexes: Int32Array;
  readonly #rows: WarmUpRow[] = [];

  constructor(
    features: readonly Feature[],
    rows: number,
    seed: number,
    size = sampleSize(rows, features.length),
  ) {
    this.#features = features;
    this.#indexes = stratifiedIndexes(rows, size, seed);
  }

  /** Windows come in order. */
  add(window: HoldoutWindow): void {
    const rowAt = rowReader(this.#features, window);
    for (let next = this.#rows.length; next < this.#indexes.length; next++) {
      const index = this.#indexes[next]!;
      if (index >= window.start + window.rows) return;
      this.#rows.push({ index, row: rowAt(index - window.start) });
    }
  }

  /** Ascending by index. */
  rows(): readonly WarmUpRow[] {
    return this.#rows;
  }
}
