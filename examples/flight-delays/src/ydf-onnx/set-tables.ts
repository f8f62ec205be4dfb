import { type Column, columnAt } from './data-spec.ts';
import type { DecisionTree } from './decision-tree.ts';
import { nestSets, rowsOf } from './nested-sets.ts';
import { SetTable } from './set-table.ts';

/** Chaining takes the square of the number of sets, and a row's part of the matrix grows with it. */
const MOST_SETS = 8192;
const MOST_CELLS = 16 * 1024 * 1024;

/**
 * The tables for the categories that the trees ask about, by position of the column. ONNX Runtime works a membership
 * test off element by element, so a table makes a model several times faster; a category with too many different sets
 * (a random forest's) gets none, and its membership tests stay.
 */
export function setTables(
  trees: Iterable<DecisionTree>,
  columns: readonly Column[],
  inputs: readonly number[],
): ReadonlyMap<number, SetTable> {
  const sets = new Map<number, Set<bigint>>(
    inputs.filter((input) => columnAt(columns, input).kind === 'category').map((input) => [input, new Set()]),
  );
  for (const tree of trees) {
    collect(nestSets(tree, columns, sets), sets);
    for (const [input, found] of sets) if (found.size > MOST_SETS) sets.delete(input);
    if (sets.size === 0) break;
  }
  const tables = new Map<number, SetTable>();
  let remaining = MOST_SETS;
  for (const [input, found] of sets) {
    const rows = rowsOf(columnAt(columns, input));
    if (found.size === 0 || found.size > remaining || found.size * rows > MOST_CELLS) continue;
    remaining -= found.size;
    tables.set(input, new SetTable(rows, found));
  }
  return tables;
}

function collect(tree: DecisionTree, sets: ReadonlyMap<number, Set<bigint>>): void {
  if (tree.kind === 'leaf') return;
  if (tree.condition.kind === 'in-set') sets.get(tree.attribute)?.add(tree.condition.set);
  collect(tree.negative, sets);
  collect(tree.positive, sets);
}
