import type { Feature, Row } from '@slipway/contracts';
import type { HoldoutWindow } from './holdout.ts';
import { rowReader } from './row-reader.ts';

/** Rows of the holdout that a predictor must score as the evaluator did before it is ready. */
export const WARM_UP_ROWS = 32;
/** Of these, at most as many are chosen because they are unusual. */
const UNUSUAL_ROWS = 12;
/** Of these, at most as many are chosen for a missing value, so that room is left for rare categories. */
const MISSING_ROWS = 8;
/** Values of a category beyond it are not followed: an identifier would keep one row object per value. */
const FOLLOWED_VALUES = 1000;
/** A value seen more often is not rare, and its row is let go. */
const RARE = 16;

export interface WarmUpRow {
  /** Index in the holdout. */
  readonly index: number;
  readonly row: Row;
}

interface Seen extends WarmUpRow {
  count: number;
}

/** `count` indexes at equal distances over n rows, the middle of each part; all of them when there are no more. */
export const spreadIndexes = (rows: number, count: number): number[] =>
  rows <= count
    ? Array.from({ length: rows }, (_, index) => index)
    : Array.from({ length: count }, (_, part) => Math.floor(((2 * part + 1) * rows) / (2 * count)));

/**
 * Picks the warm-up rows while the holdout passes by: the first row that misses each feature, rows with the rarest values
 * of each category (which a model trained on other rows is most likely not to know), and rows spread over the holdout.
 */
export class WarmUpRows {
  readonly #features: readonly Feature[];
  readonly #spread: ReadonlySet<number>;
  readonly #spreadRows: WarmUpRow[] = [];
  readonly #missing = new Map<string, WarmUpRow>();
  readonly #values: readonly { readonly name: string; readonly seen: Map<string, Seen | null> }[];

  constructor(features: readonly Feature[], rows: number) {
    this.#features = features;
    this.#spread = new Set(spreadIndexes(rows, WARM_UP_ROWS));
    this.#values = features
      .filter(({ kind }) => kind === 'category')
      .map(({ name }) => ({ name, seen: new Map<string, Seen | null>() }));
  }

  add(window: HoldoutWindow): void {
    for (let row = 0; row < window.rows; row++)
      if (this.#spread.has(window.start + row)) this.#spreadRows.push(this.#take(window, row));
    for (const { name } of this.#features) this.#findMissing(window, name);
    for (const { name, seen } of this.#values) this.#count(window, name, seen);
  }

  /** Ascending by index, at most WARM_UP_ROWS. */
  rows(): WarmUpRow[] {
    const rare = this.#values.flatMap(({ seen }) =>
      [...seen.values()]
        .filter((value) => value !== null)
        .sort((a, b) => a.count - b.count || a.index - b.index)
        .slice(0, 2),
    );
    const chosen = new Map<number, WarmUpRow>();
    for (const { index, row } of [...[...this.#missing.values()].slice(0, MISSING_ROWS), ...rare])
      if (chosen.size < UNUSUAL_ROWS) chosen.set(index, { index, row });
    const others = this.#spreadRows.filter(({ index }) => !chosen.has(index));
    for (const at of spreadIndexes(others.length, WARM_UP_ROWS - chosen.size))
      chosen.set(others[at]!.index, others[at]!);
    return [...chosen.values()].sort((a, b) => a.index - b.index);
  }

  #findMissing(window: HoldoutWindow, name: string): void {
    if (this.#missing.has(name)) return;
    const cells = window.columns.get(name)!;
    for (let row = 0; row < window.rows; row++) {
      const cell = cells[row]!;
      if (cell !== null && !Number.isNaN(cell)) continue;
      this.#missing.set(name, this.#take(window, row));
      return;
    }
  }

  #count(window: HoldoutWindow, name: string, seen: Map<string, Seen | null>): void {
    const cells = window.columns.get(name)!;
    for (let row = 0; row < window.rows; row++) {
      const value = cells[row];
      if (typeof value !== 'string') continue;
      const known = seen.get(value);
      if (known === null) continue;
      if (known === undefined) {
        if (seen.size < FOLLOWED_VALUES) seen.set(value, { ...this.#take(window, row), count: 1 });
      } else if (++known.count > RARE) seen.set(value, null);
    }
  }

  #take(window: HoldoutWindow, row: number): WarmUpRow {
    return { index: window.start + row, row: rowReader(this.#features, window)(row) };
  }
}
