import type { Condition } from './condition.ts';
import { ConversionError } from './conversion-error.ts';
import { type Column, columnAt } from './data-spec.ts';
import type { DecisionTree, Split } from './decision-tree.ts';

/** What is still possible at a node: elements of `inside` count as in, those not in `within` as out. */
interface Bounds {
  readonly inside: bigint;
  readonly within: bigint;
}

/**
 * The same tree, with every condition on one of `attributes` (categories) written as a set of rows of a `SetTable`,
 * missing values included. A set below another on the same attribute says nothing new of what the upper one sent the
 * other way; there it follows the upper one, which makes one contain the other and the table narrow.
 */
export function nestSets(
  tree: DecisionTree,
  columns: readonly Column[],
  attributes: { has(attribute: number): boolean },
): DecisionTree {
  const nest = (node: DecisionTree, bounds: ReadonlyMap<number, Bounds>): DecisionTree => {
    if (node.kind === 'leaf') return node;
    const { attribute, positive, negative } = node;
    if (!attributes.has(attribute))
      return { ...node, positive: nest(positive, bounds), negative: nest(negative, bounds) };
    const rows = rowsOf(columnAt(columns, attribute));
    const { inside, within } = bounds.get(attribute) ?? { inside: 0n, within: (1n << BigInt(rows)) - 1n };
    const set = (setOf(node, rows) & within) | inside;
    return {
      ...node,
      condition: { kind: 'in-set', set },
      positive: nest(positive, new Map(bounds).set(attribute, { inside, within: set })),
      negative: nest(negative, new Map(bounds).set(attribute, { inside: set, within })),
    };
  };
  return nest(tree, new Map());
}

/** Rows of a category's table: out of dictionary, the vocabulary, missing. */
export function rowsOf(column: Column): number {
  if (column.kind !== 'category') throw new ConversionError(`Column ${column.name} is not a category.`);
  return column.vocabulary.length + 2;
}

function setOf({ condition, missingHolds, attribute }: Split, rows: number): bigint {
  const missing = BigInt(rows - 1);
  return (
    (missingHolds || condition.kind === 'missing' ? 1n << missing : 0n) |
    elements(condition, attribute, missing)
  );
}

function elements(condition: Condition, attribute: number, end: bigint): bigint {
  if (condition.kind === 'missing') return 0n;
  if (condition.kind !== 'member')
    throw new ConversionError(`A tree splits on column ${attribute}, a category, as if it were a number.`);
  let set = 0n;
  for (const element of condition.elements) if (element < end) set |= 1n << BigInt(element);
  return set;
}
