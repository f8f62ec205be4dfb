import { type PermutationImportance, type Row, SlipwayError } from '@slipway/contracts';
import { sampleMoments, seededRandom } from '@slipway/statistics';
import { withChanged } from './changed-rows.ts';
import { type Measures, mean } from './measures.ts';
import { IMPORTANCE_REPEATS } from './sampled-rows.ts';

export interface ImportanceInput {
  readonly features: readonly string[];
  /** They are changed and restored. */
  readonly rows: readonly Row[];
  /** Of `rows`. */
  readonly labels: Float64Array;
  /** The scores that the measures take. */
  readonly score: (rows: readonly Row[]) => Promise<Float64Array>;
  readonly measures: Pick<Measures, 'loss' | 'losses'>;
  readonly seed: number;
}

/**
 * The increase of the mean loss when the values of one feature are shuffled among the rows, each feature by the same
 * shuffles, the most important first. Throws what `score` throws on the rows as they are.
 */
export const permutationImportance = async (input: ImportanceInput): Promise<PermutationImportance> => {
  const { features, rows, labels, score, measures, seed } = input;
  const lossOf = async (scored: readonly Row[]) => mean(measures.losses(labels, await score(scored)));
  const random = seededRandom(seed);
  const shuffles = Array.from({ length: IMPORTANCE_REPEATS }, () => shuffled(rows.length, random));
  const baseline = await lossOf(rows);
  const measured: PermutationImportance['features'] = [];
  const unmeasured: PermutationImportance['unmeasured'] = [];
  for (const feature of features) {
    const values = rows.map((row) => row[feature] ?? null);
    const increases: number[] = [];
    try {
      for (const shuffle of shuffles)
        increases.push(
          (await withChanged(rows, feature, (index) => values[shuffle[index]!]!, lossOf)) - baseline,
        );
      measured.push({ feature, ...spreadOf(increases) });
    } catch (error) {
      // Each value fits, but a model may have no answer to values that never came together.
      unmeasured.push({ feature, reason: SlipwayError.from(error).message });
    }
  }
  measured.sort((a, b) => b.increase - a.increase || (a.feature < b.feature ? -1 : 1));
  const { loss } = measures;
  return { loss, rows: rows.length, repeats: IMPORTANCE_REPEATS, baseline, features: measured, unmeasured };
};

const spreadOf = (increases: readonly number[]) => {
  const { mean: increase, variance } = sampleMoments(increases);
  const [lowest, highest] = [Math.min(...increases), Math.max(...increases)];
  return { increase, deviation: Math.sqrt(variance), lowest, highest };
};

/** 0 … n−1 in an order by chance (Fisher–Yates). */
const shuffled = (n: number, random: () => number): Int32Array => {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
};
