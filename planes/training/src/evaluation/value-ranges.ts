import type { Feature } from '@slipway/contracts';
import type { HoldoutWindow } from './holdout.ts';

/** The lowest and the highest number of a feature in the holdout. */
export interface ValueRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Finds the range of each numeric feature, which two models may share, while the holdout passes by. */
export class ValueRanges {
  readonly #ranges: readonly { readonly name: string; lowest: number; highest: number }[];

  constructor(features: readonly Feature[]) {
    const names = features.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    this.#ranges = [...new Set(names)].map((name) => ({ name, lowest: Infinity, highest: -Infinity }));
  }

  add({ columns, rows }: HoldoutWindow): void {
    for (const range of this.#ranges) {
      const cells = columns.get(range.name)!;
      let { lowest, highest } = range;
      for (let row = 0; row < rows; row++) {
        const cell = cells[row];
        // NaN is neither lower nor higher than anything.
        if (typeof cell !== 'number') continue;
        if (cell < lowest) lowest = cell;
        if (cell > highest) highest = cell;
      }
      range.lowest = lowest;
      range.highest = highest;
    }
  }

  /** Null for a feature without numbers. */
  of(feature: string): ValueRange | null {
    const found = this.#ranges.find(({ name }) => name === feature);
    return found === undefined || found.lowest > found.highest ? null : found;
  }
}
