import type { Feature, Row } from '@slipway/contracts';
import type { HoldoutWindow } from './holdout.ts';

/** Rows of a window as a client would send them: only the features, and NaN, which JSON does not have, as null. */
export const rowReader = (
  features: readonly Feature[],
  { columns }: HoldoutWindow,
): ((row: number) => Row) => {
  const sources = features.map(({ name }) => ({ name, cells: columns.get(name)! }));
  return (row) => {
    const values: Row = {};
    for (const { name, cells } of sources) {
      const value = cells[row]!;
      values[name] = typeof value === 'number' && Number.isNaN(value) ? null : value;
    }
    return values;
  };
};
