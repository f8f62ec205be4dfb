import JSZip from 'jszip';
import { readBlobSequence } from './blob-sequence.ts';
import { ConversionError } from './conversion-error.ts';
import { type Column, columnAt, readDataSpec } from './data-spec.ts';
import { type DecisionTree, readTrees } from './decision-tree.ts';
import {
  abstractModel,
  type GradientBoostedTreesHeaderMessage,
  gradientBoostedTreesHeader,
  randomForestHeader,
} from './ydf-messages.ts';

/** How the leaves of all trees become one prediction. */
export type Ensemble =
  | {
      readonly kind: 'boosted';
      readonly loss: 'binomial' | 'multinomial' | 'squared-error';
      readonly initialPredictions: readonly number[];
      readonly treesPerIteration: number;
    }
  | { readonly kind: 'averaged'; readonly winnerTakesAll: boolean };

/** A Yggdrasil model: `inputs` are positions in `columns`; `classes` (in Yggdrasil's order) are empty for regression. */
export interface YdfModel {
  readonly task: 'classification' | 'regression';
  readonly columns: readonly Column[];
  readonly inputs: readonly number[];
  readonly classes: readonly string[];
  readonly ensemble: Ensemble;
  readonly treeCount: number;
  /** The trees in order, read anew at each call. */
  trees(): Iterable<DecisionTree>;
}

const LOSSES = new Map<number, 'binomial' | 'squared-error' | 'multinomial'>([
  [1, 'binomial'],
  [2, 'squared-error'],
  [3, 'multinomial'],
]);

/** Reads the zip that `ydf-training`'s `model.save()` gives. Throws `ConversionError` for anything unsupported. */
export async function readYdfModel(zipped: Uint8Array): Promise<YdfModel> {
  const zip = await JSZip.loadAsync(zipped).catch((cause: unknown) => {
    throw new ConversionError('The model is not a zip file.', { cause });
  });
  const file = (name: string): Promise<Uint8Array> => {
    const entry = zip.file(name);
    if (!entry) throw new ConversionError(`The model has no ${name}.`);
    return entry.async('uint8array');
  };
  const header = abstractModel.decode(await file('header.pb'));
  if (header.task !== 1 && header.task !== 2)
    throw new ConversionError(`Task ${header.task} is not supported.`);
  const columns = readDataSpec(await file('data_spec.pb'));
  const label = columnAt(columns, header.labelColIdx);
  const { ensemble, shards, treeCount } = await readEnsemble(header.name, file);
  const nodeFiles = await Promise.all(Array.from({ length: shards }, (_, i) => file(shardName(i, shards))));
  return {
    task: header.task === 1 ? 'classification' : 'regression',
    columns,
    inputs: header.inputFeatures,
    classes: header.task === 1 && label.kind === 'category' ? label.vocabulary : [],
    ensemble,
    treeCount,
    trees: () => readTrees(records(nodeFiles)),
  };
}

async function readEnsemble(
  learner: string,
  file: (name: string) => Promise<Uint8Array>,
): Promise<{ ensemble: Ensemble; shards: number; treeCount: number }> {
  if (learner === 'GRADIENT_BOOSTED_TREES') {
    const header = gradientBoostedTreesHeader.decode(await file('gradient_boosted_trees_header.pb'));
    return { ensemble: boosted(header), shards: header.numNodeShards, treeCount: header.numTrees };
  }
  if (learner === 'RANDOM_FOREST') {
    const header = randomForestHeader.decode(await file('random_forest_header.pb'));
    return {
      ensemble: { kind: 'averaged', winnerTakesAll: header.winnerTakeAllInference },
      shards: header.numNodeShards,
      treeCount: header.numTrees,
    };
  }
  throw new ConversionError(`Models of kind ${learner} are not supported.`);
}

function boosted(header: GradientBoostedTreesHeaderMessage): Ensemble {
  const loss = LOSSES.get(header.loss);
  if (!loss) throw new ConversionError(`Boosted trees with loss ${header.loss} are not supported.`);
  if (header.outputLogits) throw new ConversionError('Boosted trees that output logits are not supported.');
  return {
    kind: 'boosted',
    loss,
    initialPredictions: header.initialPredictions,
    treesPerIteration: header.numTreesPerIter,
  };
}

function shardName(shard: number, shards: number): string {
  const digits = (n: number) => String(n).padStart(5, '0');
  return `nodes-${digits(shard)}-of-${digits(shards)}`;
}

function* records(files: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const file of files) yield* readBlobSequence(file);
}
