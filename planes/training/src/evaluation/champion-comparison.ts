import type {
  Comparison,
  Estimate,
  EvaluationPlan,
  Metrics,
  ModelSignature,
  SliceResult,
} from '@slipway/contracts';
import { compareMetrics } from './comparison.ts';
import type { Measures } from './measures.ts';
import { bootstrapEstimate, pairedBootstrap } from './paired-bootstrap.ts';
import type { RankingResult } from './ranking-measures.ts';
import type { ScoredRows } from './slice-results.ts';
import { comparisonVerdict, nonInferiority } from './verdict.ts';

export interface ChampionComparisonInput {
  readonly signature: ModelSignature;
  readonly plan: EvaluationPlan;
  readonly seed: number;
  readonly measures: Measures;
  readonly rows: ScoredRows & { readonly champion: Float64Array };
  /** The candidate's, those of the ranking included. */
  readonly metrics: Metrics;
  readonly ranking: RankingResult | null;
  readonly slices: readonly SliceResult[];
  readonly champion: Comparison['champion'];
}

/**
 * Candidate against champion on the same rows: the test of each metric, the paired bootstrap beside it, non-inferiority where
 * a margin is declared, and the verdict.
 */
export const championComparison = (input: ChampionComparisonInput): Comparison => {
  const { signature, plan, seed, measures, rows, metrics, ranking, slices, champion } = input;
  const { labels, candidate, champion: theirs } = rows;
  const differences = { ...measures.differences(labels, theirs, candidate), ...ranking?.differences };
  const ranges = pairedBootstrap({
    signature,
    threshold: plan.threshold,
    seed,
    labels,
    champion: theirs,
    candidate,
  });
  const ofChampion = { ...measures.metrics(labels, theirs), ...ranking?.champion };
  const compared = Object.fromEntries(
    Object.entries(compareMetrics(metrics, ofChampion, differences)).map(([name, one]) => {
      const range = ranges[name] ?? null;
      const { value } = one.difference;
      const margin = plan.margins?.[name];
      return [
        name,
        {
          ...one,
          ...withBootstrap(
            one,
            range === null || value === null ? null : bootstrapEstimate(range, value, labels.length),
          ),
          ...(margin === undefined
            ? {}
            : {
                nonInferiority: nonInferiority(
                  name,
                  value,
                  differences[name]?.standardError,
                  range ?? ranking?.ranges[name],
                  margin,
                ),
              }),
        },
      ];
    }),
  );
  const primary = plan.primary ?? primaryMetric(signature, ranking);
  return {
    champion,
    metrics: compared,
    verdict: comparisonVerdict(compared, slices, primary, plan.margins?.[primary] ?? 0),
  };
};

/** Beside the interval of a test; in its place where there is no test, or one without a result (methods.md 3.2). */
const withBootstrap = (
  { difference }: Comparison['metrics'][string],
  bootstrap: Estimate | null,
): Partial<Comparison['metrics'][string]> => {
  if (bootstrap === null) return {};
  return difference.lower === null ? { difference: bootstrap, method: 'paired-bootstrap' } : { bootstrap };
};

const primaryMetric = ({ task }: ModelSignature, ranking: RankingResult | null): string => {
  if (ranking !== null) return 'ndcg';
  return task === 'regression' ? 'rmse' : 'auc';
};
