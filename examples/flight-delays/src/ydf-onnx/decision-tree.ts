import { type Condition, readCondition } from './condition.ts';
import { ConversionError } from './conversion-error.ts';
import { type NodeMessage, node } from './ydf-messages.ts';

/** Goes to `positive` when `condition` holds; a missing attribute counts as `missingHolds`. */
export interface Split {
  readonly kind: 'split';
  readonly attribute: number;
  readonly condition: Condition;
  readonly missingHolds: boolean;
  readonly negative: DecisionTree;
  readonly positive: DecisionTree;
}

/**
 * `value`: the number of a regression leaf. `topClass` and `distribution` (weights per class, index 0 out of dictionary,
 * and their sum): of a classification leaf.
 */
export interface Leaf {
  readonly kind: 'leaf';
  readonly value?: number;
  readonly topClass?: number;
  readonly distribution?: { readonly counts: readonly number[]; readonly sum: number };
}

export type DecisionTree = Split | Leaf;

/**
 * The trees, one after another, read from records in pre-order: a node, then, if it has a condition, its negative and
 * its positive subtree. Yields one tree at a time, because the nodes of a large forest do not fit in memory together.
 */
export function* readTrees(records: Iterable<Uint8Array>): Generator<DecisionTree> {
  const nodes = records[Symbol.iterator]();
  for (let next = nodes.next(); !next.done; next = nodes.next())
    yield subtree(node.decode(next.value), nodes);
}

function subtree(root: NodeMessage, rest: Iterator<Uint8Array>): DecisionTree {
  if (!root.condition) return leaf(root);
  const { attribute, naValue, condition } = root.condition;
  const negative = child(rest);
  const positive = child(rest);
  return {
    kind: 'split',
    attribute,
    condition: readCondition(condition),
    missingHolds: naValue,
    negative,
    positive,
  };
}

function child(rest: Iterator<Uint8Array>): DecisionTree {
  const next = rest.next();
  if (next.done) throw new ConversionError('The nodes end within a tree.');
  return subtree(node.decode(next.value), rest);
}

function leaf({ classifier, regressor }: NodeMessage): Leaf {
  if (regressor) return { kind: 'leaf', value: regressor.topValue };
  if (!classifier) throw new ConversionError('A leaf has neither a class nor a value.');
  const { topValue, distribution } = classifier;
  return { kind: 'leaf', topClass: topValue, ...(distribution ? { distribution } : {}) };
}
