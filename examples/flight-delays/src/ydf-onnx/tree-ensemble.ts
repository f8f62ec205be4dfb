import { branch, NODE_MODE } from './branch.ts';
import { ConversionError } from './conversion-error.ts';
import type { Column } from './data-spec.ts';
import type { DecisionTree, Leaf, Split } from './decision-tree.ts';
import { nestSets } from './nested-sets.ts';
import type { Vote } from './score-plan.ts';
import type { SetTable } from './set-table.ts';

/** The attributes of ONNX's TreeEnsemble (ai.onnx.ml 5), by the names of the operator. */
export interface TreeEnsembleAttributes {
  readonly tree_roots: readonly number[];
  readonly nodes_featureids: readonly number[];
  readonly nodes_modes: readonly number[];
  readonly nodes_splits: readonly number[];
  readonly nodes_truenodeids: readonly number[];
  readonly nodes_trueleafs: readonly number[];
  readonly nodes_falsenodeids: readonly number[];
  readonly nodes_falseleafs: readonly number[];
  readonly nodes_missing_value_tracks_true: readonly number[];
  readonly leaf_targetids: readonly number[];
  readonly leaf_weights: readonly number[];
  readonly membership_values: readonly number[];
}

/**
 * Collects trees. `features` gives each column's place in the matrix that the operator reads; a column of `tables` has as
 * many places as its table has columns.
 */
export class TreeEnsemble {
  readonly #columns: readonly Column[];
  readonly #features: ReadonlyMap<number, number>;
  readonly #tables: ReadonlyMap<number, SetTable>;
  readonly #arrays = {
    tree_roots: [] as number[],
    nodes_featureids: [] as number[],
    nodes_modes: [] as number[],
    nodes_splits: [] as number[],
    nodes_truenodeids: [] as number[],
    nodes_trueleafs: [] as number[],
    nodes_falsenodeids: [] as number[],
    nodes_falseleafs: [] as number[],
    nodes_missing_value_tracks_true: [] as number[],
    leaf_targetids: [] as number[],
    leaf_weights: [] as number[],
    membership_values: [] as number[],
  };

  constructor(
    columns: readonly Column[],
    features: ReadonlyMap<number, number>,
    tables: ReadonlyMap<number, SetTable>,
  ) {
    this.#tables = tables;
    this.#columns = columns;
    this.#features = features;
  }

  get attributes(): TreeEnsembleAttributes {
    return this.#arrays;
  }

  /** Appends a tree whose leaves vote by `vote`. */
  add(tree: DecisionTree, vote: (leaf: Leaf) => Vote): void {
    this.#arrays.tree_roots.push(this.#arrays.nodes_modes.length);
    const nested = nestSets(tree, this.#columns, this.#tables);
    if (nested.kind === 'leaf') this.#addSingleLeaf(nested, vote);
    else this.#addSplit(nested, vote);
  }

  /** ONNX has no tree without a node: a lone leaf is a node whose both branches are that leaf. */
  #addSingleLeaf(leaf: Leaf, vote: (leaf: Leaf) => Vote): void {
    const node = this.#reserve();
    const id = this.#addLeaf(leaf, vote);
    this.#arrays.nodes_modes[node] = NODE_MODE.greaterOrEqual;
    this.#point(node, true, id, true);
    this.#point(node, false, id, true);
  }

  #addSplit(split: Split, vote: (leaf: Leaf) => Vote): number {
    const a = this.#arrays;
    const node = this.#reserve();
    const test = branch(split, this.#columns, this.#tables);
    a.nodes_featureids[node] = this.#featureOf(split.attribute) + test.place;
    a.nodes_modes[node] = test.mode;
    a.nodes_splits[node] = test.split;
    a.nodes_missing_value_tracks_true[node] = test.missingIsTrue ? 1 : 0;
    // The sets stand in the order of the nodes, so this node's set must precede those of its subtrees.
    if (test.mode === NODE_MODE.member) a.membership_values.push(...test.members, Number.NaN);
    this.#addBranch(node, true, test.swapped ? split.negative : split.positive, vote);
    this.#addBranch(node, false, test.swapped ? split.positive : split.negative, vote);
    return node;
  }

  #featureOf(attribute: number): number {
    const feature = this.#features.get(attribute);
    if (feature === undefined)
      throw new ConversionError(`A tree splits on column ${attribute}, which is no input.`);
    return feature;
  }

  #addBranch(node: number, side: boolean, tree: DecisionTree, vote: (leaf: Leaf) => Vote): void {
    if (tree.kind === 'leaf') this.#point(node, side, this.#addLeaf(tree, vote), true);
    else if (!side && this.#asksAgain(node, tree))
      this.#point(node, side, this.#addBehindGuard(tree, vote), false);
    else this.#point(node, side, this.#addSplit(tree, vote), false);
  }

  /**
   * ONNX Runtime 1.30 reads a membership test as a chain of equalities along the false branch, and joins two tests on
   * the same feature when their true branches look alike; that look ignores targets and the rule for missing values,
   * so the joined test can be wrong. Something else between the two keeps them apart.
   */
  #asksAgain(parent: number, child: Split): boolean {
    const { nodes_modes, nodes_featureids } = this.#arrays;
    return (
      nodes_modes[parent] === NODE_MODE.member &&
      nodes_featureids[parent] === this.#featureOf(child.attribute) &&
      branch(child, this.#columns, this.#tables).mode === NODE_MODE.member
    );
  }

  /** A node that always goes to its false branch: no category index reaches infinity. */
  #addBehindGuard(split: Split, vote: (leaf: Leaf) => Vote): number {
    const guard = this.#reserve();
    this.#arrays.nodes_featureids[guard] = this.#featureOf(split.attribute);
    this.#arrays.nodes_modes[guard] = NODE_MODE.greaterOrEqual;
    this.#arrays.nodes_splits[guard] = Infinity;
    this.#point(guard, true, this.#addUnusedLeaf(), true);
    this.#point(guard, false, this.#addSplit(split, vote), false);
    return guard;
  }

  #addLeaf(leaf: Leaf, vote: (leaf: Leaf) => Vote): number {
    const { target, weight } = vote(leaf);
    this.#arrays.leaf_weights.push(weight);
    return this.#arrays.leaf_targetids.push(target) - 1;
  }

  #addUnusedLeaf(): number {
    this.#arrays.leaf_weights.push(0);
    return this.#arrays.leaf_targetids.push(0) - 1;
  }

  #reserve(): number {
    const a = this.#arrays;
    for (const list of [
      a.nodes_featureids,
      a.nodes_modes,
      a.nodes_splits,
      a.nodes_truenodeids,
      a.nodes_trueleafs,
      a.nodes_falsenodeids,
      a.nodes_falseleafs,
      a.nodes_missing_value_tracks_true,
    ]) {
      list.push(0);
    }
    return a.nodes_modes.length - 1;
  }

  #point(node: number, side: boolean, id: number, leaf: boolean): void {
    const a = this.#arrays;
    (side ? a.nodes_truenodeids : a.nodes_falsenodeids)[node] = id;
    (side ? a.nodes_trueleafs : a.nodes_falseleafs)[node] = leaf ? 1 : 0;
  }
}
