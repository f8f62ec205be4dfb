import type { Row } from '@slipway/contracts';

/** Uses rows with other values of one feature, and restores them afterwards: no row is copied. */
export const withChanged = async <Result>(
  rows: readonly Row[],
  feature: string,
  valueAt: (index: number) => Row[string],
  use: (rows: readonly Row[]) => Promise<Result>,
): Promise<Result> => {
  const before = rows.map((row) => row[feature] ?? null);
  rows.forEach((row, index) => {
    row[feature] = valueAt(index);
  });
  try {
    return await use(rows);
  } finally {
    rows.forEach((row, index) => {
      row[feature] = before[index]!;
    });
  }
};
