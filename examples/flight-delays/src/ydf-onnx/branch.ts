import { ConversionError } from './conversion-error.ts';
import { type Column, columnAt } from './data-spec.ts';
import type { Split } from './decision-tree.ts';
import type { SetTable } from './set-table.ts';

/** `nodes_modes` of the ONNX operator TreeEnsemble. */
export const NODE_MODE = { greaterOrEqual: 2, member: 6 } as const;

/**
 * A split as ONNX tests it: is the attribute's number `>= split`, or is it one of `members`? NaN means missing and
 * counts as `missingIsTrue`. `place`: which of the attribute's numbers, as one with a table has several. `swapped`: the ONNX test is true exactly when the Yggdrasil condition does not hold.
 */
export interface Branch {
  readonly mode: (typeof NODE_MODE)[keyof typeof NODE_MODE];
  readonly place: number;
  readonly split: number;
  readonly members: readonly number[];
  readonly missingIsTrue: boolean;
  readonly swapped: boolean;
}

/** Translates a split; `tables` by column. Throws when condition and column do not fit together. */
export function branch(
  { condition, attribute, missingHolds }: Split,
  columns: readonly Column[],
  tables: ReadonlyMap<number, SetTable>,
): Branch {
  const column = columnAt(columns, attribute);
  switch (condition.kind) {
    case 'missing':
      return { ...atLeast(-Infinity, false), swapped: true };
    case 'at-least':
      return atLeast(condition.threshold, missingHolds);
    case 'true':
      return atLeast(0.5, missingHolds);
    case 'bin-at-least':
      return atLeast(lowerBound(column, condition.threshold), missingHolds);
    case 'member':
      return member(column, condition.elements, missingHolds);
    case 'in-set':
      return inTable(column, tables.get(attribute)?.place(condition.set));
  }
}

function inTable(column: Column, found: ReturnType<SetTable['place']>): Branch {
  if (!found) throw new ConversionError(`The table of column ${column.name} lacks a set.`);
  return { ...atLeast(found.threshold, false), place: found.column };
}

/** Every number is at least -Infinity, NaN is not: with that threshold this asks "is it present?". */
function atLeast(split: number, missingIsTrue: boolean): Branch {
  return { mode: NODE_MODE.greaterOrEqual, place: 0, split, members: [], missingIsTrue, swapped: false };
}

function lowerBound(column: Column, bin: number): number {
  if (column.kind !== 'discretized') throw new ConversionError(`Column ${column.name} is not discretized.`);
  if (bin <= 0) return -Infinity;
  return column.boundaries[bin - 1] ?? Infinity;
}

/** The smaller of the set and its complement is written. ONNX Runtime refuses an empty one. */
function member(column: Column, elements: readonly number[], missingHolds: boolean): Branch {
  if (column.kind !== 'category') throw new ConversionError(`Column ${column.name} is not a category.`);
  const inside = new Set(elements);
  const outside: number[] = [];
  for (let index = 0; index <= column.vocabulary.length; index += 1)
    if (!inside.has(index)) outside.push(index);
  const swapped = outside.length < inside.size;
  const members = swapped ? outside : [...inside];
  const missingIsTrue = missingHolds !== swapped;
  if (members.length === 0) return { ...atLeast(-Infinity, !missingIsTrue), swapped: !swapped };
  return { mode: NODE_MODE.member, place: 0, split: 0, members, missingIsTrue, swapped };
}
