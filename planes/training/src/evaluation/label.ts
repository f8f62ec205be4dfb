import type { ModelSignature } from '@slipway/contracts';
import type { Cell } from './cell.ts';
import { impossible } from './impossible.ts';

/** The label of a row as a number: the index of its class, or the value of a regression. `row` names it in errors. */
export type LabelReader = (cell: Cell, row: number) => number;

/** The variance of R² has eighth powers of values, and they must be numbers. */
export const LARGEST_VALUE = 1e35;

const NEGATIVE = new Set(['0', 'false']);
const POSITIVE = new Set(['1', 'true']);

/**
 * How labels are read. A class is found by its name; of the two-class names 0/1 and false/true each finds the other, in
 * any case of letters. A boolean or a 0/1 number is position 0 or 1 where the classes have other names ("on time",
 * "late"), because `classes[1]` is the positive one by contract. The reader throws EVALUATION_IMPOSSIBLE with the row
 * on a missing label, on a value that is no class, and for a regression on what is no finite number.
 */
export const labelReader = (column: string, { task, classes }: ModelSignature): LabelReader => {
  const find = task === 'regression' ? finiteNumber : classFinder(classes);
  const allowed =
    task === 'regression'
      ? `a finite number up to ${LARGEST_VALUE}`
      : `one of the classes ${quoted(classes)}`;
  return (cell, row) => {
    if (cell === null)
      throw impossible(`the label "${column}" is missing in row ${row}; leave such rows out of the holdout`);
    const found = find(cell);
    if (found === undefined)
      throw impossible(`the label "${column}" is ${JSON.stringify(cell)} in row ${row}, not ${allowed}`);
    return found;
  };
};

const finiteNumber = (cell: NonNullable<Cell>): number | undefined =>
  typeof cell === 'number' && Math.abs(cell) <= LARGEST_VALUE ? cell : undefined;

const classFinder = (classes: readonly string[]): ((cell: NonNullable<Cell>) => number | undefined) => {
  const byName = new Map(classes.map((name, index) => [name, index]));
  const negative = synonym(classes, NEGATIVE);
  const positive = synonym(classes, POSITIVE);
  const byPosition = classes.length === 2 && negative === undefined && positive === undefined;
  return (cell) => {
    const name = String(cell);
    const exact = byName.get(name);
    if (exact !== undefined) return exact;
    const text = name.toLowerCase();
    const isNegative = NEGATIVE.has(text);
    if (!isNegative && !POSITIVE.has(text)) return undefined;
    if (byPosition) return typeof cell === 'string' ? undefined : isNegative ? 0 : 1;
    return isNegative ? negative : positive;
  };
};

const synonym = (classes: readonly string[], names: ReadonlySet<string>): number | undefined => {
  const index = classes.findIndex((name) => names.has(name.toLowerCase()));
  return index === -1 ? undefined : index;
};

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
