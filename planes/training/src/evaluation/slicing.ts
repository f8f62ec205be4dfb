import type { SliceDeclaration } from '@slipway/contracts';
import { binIndex } from '@slipway/statistics';
import type { SliceColumn, TextColumn } from './slice-column.ts';

/** Rows of the holdout that have one value, or a value in one band, of a column. */
export interface Slice {
  readonly column: string;
  readonly value: string;
  /** Present for a pair of slices. */
  readonly parts?: { column: string; value: string }[];
  /** Ascending. */
  readonly rows: Int32Array;
}

/** The name of the slice of rows without a value. */
const MISSING = '(missing)';

/**
 * The slices of a declaration: the `top` most frequent values, the most frequent first and equals by name, or the bands
 * in ascending order, with one below the lowest edge when rows lie there. Missing values are a slice of their own, last.
 * Slices without rows do not appear. Values beyond `top` are in no slice.
 */
export const slicesOf = (declaration: SliceDeclaration, column: SliceColumn): Slice[] =>
  declaration.bands === undefined
    ? byValue(declaration, column.texts!)
    : byBand(declaration.column, declaration.bands, column.numbers!);

const byValue = ({ column, top }: SliceDeclaration, { codes, values }: TextColumn): Slice[] => {
  const counts = new Int32Array(values.length);
  let missing = 0;
  for (const code of codes) code === -1 ? missing++ : counts[code]!++;
  const frequent = values
    .map((value, code) => ({ value, code }))
    .sort((a, b) => counts[b.code]! - counts[a.code]! || (a.value < b.value ? -1 : 1))
    .slice(0, top);
  const groupOf = new Int32Array(values.length).fill(-1);
  frequent.forEach(({ code }, group) => {
    groupOf[code] = group;
  });
  const names = frequent.map(({ value }) => value);
  const sizes = frequent.map(({ code }) => counts[code]!);
  return gather(column, [...names, MISSING], [...sizes, missing], codes.length, (row) => {
    const code = codes[row]!;
    return code === -1 ? names.length : groupOf[code]!;
  });
};

const byBand = (column: string, bands: readonly number[], numbers: Float64Array): Slice[] => {
  const edges = [...new Set(bands)].sort((a, b) => a - b);
  const names = [-Infinity, ...edges].map((lower, band) => bandName(lower, edges[band] ?? Infinity));
  const groupOf = (row: number): number =>
    Number.isNaN(numbers[row]!) ? names.length : binIndex(edges, numbers[row]!, 'left');
  const sizes = new Array<number>(names.length + 1).fill(0);
  for (let row = 0; row < numbers.length; row++) sizes[groupOf(row)]!++;
  return gather(column, [...names, MISSING], sizes, numbers.length, groupOf);
};

const bandName = (lower: number, upper: number): string => {
  const from = lower === -Infinity ? '(-∞' : `[${lower}`;
  return upper === Infinity ? `${from}, ∞)` : `${from}, ${upper})`;
};

const gather = (
  column: string,
  names: readonly string[],
  sizes: readonly number[],
  rows: number,
  groupOf: (row: number) => number,
): Slice[] => {
  const members = sizes.map((size) => new Int32Array(size));
  const filled = new Int32Array(names.length);
  for (let row = 0; row < rows; row++) {
    const group = groupOf(row);
    if (group !== -1) members[group]![filled[group]!++] = row;
  }
  return names.flatMap((value, group) =>
    members[group]!.length === 0 ? [] : [{ column, value, rows: members[group]! }],
  );
};
