import { ModelSignature } from '@slipway/contracts';
import { writeOnnx } from '@slipway/inference/fixtures';
import { seededRandom } from '@slipway/statistics';
import type { BenchModel } from './bench-model.ts';

export const TREES = 100;
export const FEATURES = 10;
/** Splits from the root to each leaf; the usual depth of boosted trees. */
const DEPTH = 6;
const SPLITS = 2 ** DEPTH - 1;
const NODES = 2 ** (DEPTH + 1) - 1;

export interface ForestSize {
  readonly trees?: number;
  readonly features?: number;
  /** Another one is another forest. */
  readonly seed?: number;
}

/**
 * A binary model whose score is the mean of the leaves that a row reaches. Full trees with splits and leaves by chance, the same in
 * every run: they cost what trained ones of this size cost. Features are meant to lie in [0, 1).
 */
export const forestModel = ({
  trees = TREES,
  features = FEATURES,
  seed = 1,
}: ForestSize = {}): BenchModel => {
  const random = seededRandom(seed);
  const each = (nodes: number) => Array.from({ length: trees * nodes }, (_, i) => i);
  const treeOf = (i: number) => Math.floor(i / NODES);
  // Heap order: the children of node n are 2n + 1 and 2n + 2, the leaves come last.
  const nodeOf = (i: number) => i % NODES;
  const isSplit = (i: number) => nodeOf(i) < SPLITS;
  const leaves = each(NODES).filter((i) => !isSplit(i));
  const signature = forestSignature(features);
  const model = writeOnnx({
    inputs: signature.inputs,
    outputs: signature.outputs,
    nodes: [
      {
        type: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: ['features'],
        outputs: ['score'],
        attributes: {
          nodes_treeids: { ints: each(NODES).map(treeOf) },
          nodes_nodeids: { ints: each(NODES).map(nodeOf) },
          nodes_featureids: {
            ints: each(NODES).map((i) => (isSplit(i) ? Math.floor(random() * features) : 0)),
          },
          nodes_modes: each(NODES).map((i) => (isSplit(i) ? 'BRANCH_LEQ' : 'LEAF')),
          nodes_values: { floats: each(NODES).map((i) => (isSplit(i) ? random() : 0)) },
          nodes_truenodeids: { ints: each(NODES).map((i) => (isSplit(i) ? 2 * nodeOf(i) + 1 : 0)) },
          nodes_falsenodeids: { ints: each(NODES).map((i) => (isSplit(i) ? 2 * nodeOf(i) + 2 : 0)) },
          target_treeids: { ints: leaves.map(treeOf) },
          target_nodeids: { ints: leaves.map(nodeOf) },
          target_ids: { ints: leaves.map(() => 0) },
          target_weights: { floats: leaves.map(() => random() / trees) },
          n_targets: 1,
        },
      },
    ],
  });
  return { name: 'forest', model, signature, rows: (count) => forestRows(count, features) };
};

const forestSignature = (features: number): ModelSignature =>
  ModelSignature.parse({
    task: 'binary',
    features: featureNames(features).map((name) => ({ name, kind: 'number' })),
    layout: 'matrix',
    inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, features] }],
    outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, 1] }],
    score: 'score',
    classes: ['no', 'yes'],
  });

const featureNames = (features: number): string[] => Array.from({ length: features }, (_, i) => `x${i}`);

/** Rows of the model's features with four decimals, the same in every run. */
export const forestRows = (count: number, features = FEATURES): Record<string, number>[] => {
  const names = featureNames(features);
  const random = seededRandom(2);
  const value = () => Number(random().toFixed(4));
  return Array.from({ length: count }, () => Object.fromEntries(names.map((name) => [name, value()])));
};
