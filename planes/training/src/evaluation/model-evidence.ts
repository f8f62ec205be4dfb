import type { EvaluationEvidence, Row } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import type { Measures } from './measures.ts';
import { permutationImportance } from './permutation-importance.ts';
import { robustness } from './robustness.ts';
import { robustnessChanges } from './robustness-changes.ts';
import type { RowEvidence } from './row-evidence.ts';

export interface ModelEvidenceInput {
  readonly candidate: Contestant;
  /** What was learnt while the holdout passed by. */
  readonly seen: RowEvidence;
  /** Of all rows of the holdout. */
  readonly labels: Float64Array;
  readonly measures: Pick<Measures, 'loss' | 'losses'>;
  readonly threshold: number;
  readonly seed: number;
}

/** What the candidate makes of single rows, as they are and changed. Throws EVALUATION_IMPOSSIBLE. */
export const modelEvidence = async (
  input: ModelEvidenceInput,
): Promise<Pick<EvaluationEvidence, 'importance' | 'robustness' | 'worstRows' | 'disagreements'>> => {
  const { candidate, seen, labels, measures, threshold, seed } = input;
  const { signature, features } = candidate;
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
    robustness: await robustness({
      signature,
      threshold,
      changes: robustnessChanges(features, (feature) => seen.ranges.of(feature)),
      rows,
      score: (scored) => candidate.scoreAll(scored),
    }),
    worstRows: seen.worst(),
    ...(disagreements === null ? {} : { disagreements }),
  };
};
