import type { EvaluationEvidence, Robustness, Row } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import type { Measures } from './measures.ts';
import { permutationImportance } from './permutation-importance.ts';
import { robustness } from './robustness.ts';
import { robustnessChanges } from './robustness-changes.ts';
import type { RowEvidence } from './row-evidence.ts';

export interface ModelEvidenceInput {
  readonly candidate: Contestant;
  readonly champion: Contestant | null;
  /** What was learnt while the holdout passed by. */
  readonly seen: RowEvidence;
  /** Of all rows of the holdout. */
  readonly labels: Float64Array;
  readonly measures: Pick<Measures, 'loss' | 'losses'>;
  readonly threshold: number;
  readonly seed: number;
}

/** What the models make of single rows, as they are and changed. Throws EVALUATION_IMPOSSIBLE. */
export const modelEvidence = async (
  input: ModelEvidenceInput,
): Promise<
  Pick<EvaluationEvidence, 'importance' | 'robustness' | 'championRobustness' | 'worstRows' | 'disagreements'>
> => {
  const { candidate, champion, seen, labels, measures, seed } = input;
  const { features } = candidate;
  const sample = seen.sample.rows();
  const rows: readonly Row[] = sample.map(({ row }) => row);
  const disagreements = seen.disagreements();
  return {
    importance: await permutationImportance({
      features: features.map(({ name }) => name),
      rows,
      labels: Float64Array.from(sample, ({ index }) => labels[index]!),
      score: async (scored) => candidate.measured(await candidate.scoreAll(scored)),
      measures,
      seed,
    }),
    robustness: await robustnessOf(candidate, rows, input),
    ...(champion === null
      ? {}
      : {
          championRobustness: await robustnessOf(
            champion,
            seen.championSample!.rows().map(({ row }) => row),
            input,
          ),
        }),
    worstRows: seen.worst(),
    ...(disagreements === null ? {} : { disagreements }),
  };
};

/** Where both models have a feature, it is set to the same values: they depend on the holdout alone. */
const robustnessOf = (
  model: Contestant,
  rows: readonly Row[],
  { seen, threshold }: ModelEvidenceInput,
): Promise<Robustness> =>
  robustness({
    signature: model.signature,
    threshold,
    changes: robustnessChanges(model.features, (feature) => seen.ranges.of(feature)),
    rows,
    score: (scored) => model.scoreAll(scored),
  });
