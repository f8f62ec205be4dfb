import { ConversionError } from './conversion-error.ts';
import type { Leaf } from './decision-tree.ts';
import type { YdfModel } from './ydf-model.ts';

/** What one leaf adds: `weight` to output `target`. */
export interface Vote {
  readonly target: number;
  readonly weight: number;
}

/**
 * From leaves to the score: the votes of the reached leaves are summed per target, then the sum is divided by
 * `divisor`, `bias` is added and `link` applied. `targets` is 1 for a binary or regression score, else the number of
 * classes. `votes(tree)` holds one function per vote of a leaf of that tree: an ONNX leaf has one target only, so a
 * tree with several votes per leaf is written once for each.
 */
export interface ScorePlan {
  readonly targets: number;
  readonly votes: (tree: number) => readonly ((leaf: Leaf) => Vote)[];
  readonly divisor: number;
  readonly bias: readonly number[];
  readonly link: 'none' | 'sigmoid' | 'softmax';
}

/** The rules of Yggdrasil's inference. `positive` is the position in `classes` that a binary score speaks of. */
export function scorePlan(model: YdfModel, positive: number): ScorePlan {
  return model.ensemble.kind === 'boosted'
    ? boostedPlan(model, model.ensemble, positive)
    : averagedPlan(model, model.ensemble.winnerTakesAll, positive);
}

function boostedPlan(
  model: YdfModel,
  { loss, initialPredictions, treesPerIteration }: Extract<YdfModel['ensemble'], { kind: 'boosted' }>,
  positive: number,
): ScorePlan {
  if (loss === 'multinomial') {
    if (treesPerIteration !== model.classes.length) {
      throw new ConversionError(
        `${treesPerIteration} trees per iteration for ${model.classes.length} classes.`,
      );
    }
    return {
      targets: model.classes.length,
      votes: (tree) => [(leaf) => ({ target: tree % treesPerIteration, weight: leafValue(leaf) })],
      divisor: 1,
      bias: initialPredictions,
      link: 'softmax',
    };
  }
  // Yggdrasil's log-odds are those of the second class; the odds of the first are their inverse.
  const sign = loss === 'binomial' && positive === 0 ? -1 : 1;
  return {
    targets: 1,
    votes: () => [(leaf) => ({ target: 0, weight: sign * leafValue(leaf) })],
    divisor: 1,
    bias: initialPredictions.map((value) => sign * value),
    link: loss === 'binomial' ? 'sigmoid' : 'none',
  };
}

function averagedPlan(model: YdfModel, winnerTakesAll: boolean, positive: number): ScorePlan {
  const average = { divisor: model.treeCount, bias: [], link: 'none' } as const;
  if (model.task === 'regression') {
    return { ...average, targets: 1, votes: () => [(leaf) => ({ target: 0, weight: leafValue(leaf) })] };
  }
  const share = winnerTakesAll ? winnerShare : distributionShare;
  if (model.classes.length === 2) {
    return {
      ...average,
      targets: 1,
      votes: () => [(leaf) => ({ target: 0, weight: share(leaf, positive + 1) })],
    };
  }
  const targets = model.classes.length;
  if (winnerTakesAll) {
    return {
      ...average,
      targets,
      votes: () => [(leaf) => ({ target: (leaf.topClass ?? 0) - 1, weight: 1 })],
    };
  }
  const perClass = model.classes.map((_, target) => (leaf: Leaf) => ({
    target,
    weight: share(leaf, target + 1),
  }));
  return { ...average, targets, votes: () => perClass };
}

function leafValue(leaf: Leaf): number {
  if (leaf.value === undefined) throw new ConversionError('A leaf of a regression tree has no value.');
  return leaf.value;
}

function winnerShare(leaf: Leaf, category: number): number {
  return leaf.topClass === category ? 1 : 0;
}

function distributionShare({ distribution }: Leaf, category: number): number {
  if (!distribution || distribution.sum <= 0)
    throw new ConversionError('A leaf has no distribution of classes.');
  return (distribution.counts[category] ?? 0) / distribution.sum;
}
