import type { Estimate, Metrics, RankingPlan } from '@slipway/contracts';
import { type BootstrapRange, bootstrapMany, rankingQuality } from '@slipway/statistics';
import { type Difference, estimateOf, LEVEL, pointEstimate } from './estimate.ts';
import { impossible } from './impossible.ts';
import { bootstrapMethod, MOST_DRAWS, RESAMPLES } from './paired-bootstrap.ts';
import type { TextColumn } from './slice-column.ts';
import type { ScoredRows } from './slice-results.ts';

/** ndcg, map (mean average precision), mrr (mean reciprocal rank) and groupAuc: means over groups. */
export const RANKING_METRICS = ['ndcg', 'map', 'mrr', 'groupAuc'] as const;

/** Resamples of fewer repeat the same few groups: of one group the interval would be a point, and any difference certain. */
export const LEAST_GROUPS = 10;

/** How well groups of rows are ranked by score, for one model or two. */
export interface RankingResult {
  readonly metrics: Metrics;
  /** Null without a champion. */
  readonly champion: Metrics | null;
  readonly differences: Readonly<Record<string, Difference>>;
  readonly ranges: Readonly<Record<string, BootstrapRange | null>>;
  /** Groups with a relevant row; only they count. */
  readonly groups: number;
}

/**
 * Ranking within the groups of a column: rows without a group and groups without a relevant row are left out. Intervals are
 * a percentile bootstrap over whole groups, because rows of a group are alike; both models are measured on the same groups.
 * Throws EVALUATION_IMPOSSIBLE on a negative label, which is no relevance, and when no group has a relevant row.
 */
export const rankingMeasures = (
  { group: name, at }: RankingPlan,
  column: TextColumn,
  { labels, candidate, champion }: ScoredRows,
  seed: number,
): RankingResult => {
  const negative = labels.findIndex((label) => label < 0);
  if (negative !== -1)
    throw impossible(`the label of row ${negative} is ${labels[negative]}, and a relevance is 0 or more`);
  const members = rowsOfGroups(column).filter((rows) => rows.some((row) => labels[row]! > 0));
  if (members.length === 0) throw impossible(`no group of "${name}" has a row with a label above 0`);
  const ours = qualityOf(members, labels, candidate, at);
  const theirs = champion && qualityOf(members, labels, champion, at);
  const ranges = resampled(ours, theirs, members.length, seed);
  const method = `mean over groups of ${name}; ${bootstrapMethod(members.length).replace('paired', 'cluster')}`;
  const figures = (offset: number): Metrics =>
    Object.fromEntries(
      RANKING_METRICS.map((metric, k) => [metric, figureOf(ranges[offset + k], members.length, method)]),
    );
  const differenceOf = (k: number): Difference => ({
    difference: figureOf(ranges[2 * RANKING_METRICS.length + k], members.length, method),
    p: null,
    method: 'cluster-bootstrap',
  });
  return {
    metrics: figures(0),
    champion: theirs && figures(RANKING_METRICS.length),
    differences:
      theirs === null
        ? {}
        : Object.fromEntries(RANKING_METRICS.map((metric, k) => [metric, differenceOf(k)])),
    ranges:
      theirs === null
        ? {}
        : Object.fromEntries(
            RANKING_METRICS.map((metric, k) => [
              metric,
              members.length < LEAST_GROUPS ? null : (ranges[2 * RANKING_METRICS.length + k] ?? null),
            ]),
          ),
    groups: members.length,
  };
};

const figureOf = (range: BootstrapRange | null | undefined, groups: number, method: string): Estimate => {
  if (range == null) return estimateOf(null, 'undefined: no group defines it');
  if (groups < LEAST_GROUPS)
    return pointEstimate(range.value, `no interval: fewer than ${LEAST_GROUPS} groups`);
  return { value: range.value, lower: range.lower, upper: range.upper, level: LEVEL, method };
};

/** The rows of each group; those without one are in none. */
export const rowsOfGroups = ({ codes, values }: TextColumn): Int32Array[] => {
  const sizes = new Int32Array(values.length);
  for (const code of codes) if (code !== -1) sizes[code]!++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(values.length);
  codes.forEach((code, row) => {
    if (code !== -1) members[code]![filled[code]!++] = row;
  });
  return members;
};

/** Each metric of each group, NaN where the group does not define it. */
export const qualityOf = (
  members: readonly Int32Array[],
  labels: Float64Array,
  scores: Float64Array,
  at: number,
): Float64Array[] => {
  const values = RANKING_METRICS.map(() => new Float64Array(members.length));
  members.forEach((rows, group) => {
    const quality = rankingQuality(
      Float64Array.from(rows, (row) => labels[row]!),
      Float64Array.from(rows, (row) => scores[row]!),
      at,
    );
    const { ndcg, averagePrecision, reciprocalRank, auc } = quality;
    [ndcg, averagePrecision, reciprocalRank, auc].forEach((value, k) => {
      values[k]![group] = value ?? Number.NaN;
    });
  });
  return values;
};

const resampled = (
  ours: readonly Float64Array[],
  theirs: readonly Float64Array[] | null,
  groups: number,
  seed: number,
): (BootstrapRange | null)[] => {
  const models = theirs === null ? [ours] : [ours, theirs];
  const statistics = RANKING_METRICS.length * (theirs === null ? 1 : 3);
  return bootstrapMany(
    groups,
    statistics,
    (drawn, into) => {
      models.forEach((values, model) => {
        values.forEach((of, k) => {
          into[model * RANKING_METRICS.length + k] = meanOfDrawn(of, drawn);
        });
      });
      for (let k = 2 * RANKING_METRICS.length; k < statistics; k++)
        into[k] = into[k - 2 * RANKING_METRICS.length]! - into[k - RANKING_METRICS.length]!;
    },
    { resamples: RESAMPLES, seed, level: LEVEL, draws: MOST_DRAWS },
  );
};

const meanOfDrawn = (values: Float64Array, drawn: Int32Array): number => {
  let [sum, defined] = [0, 0];
  for (let i = 0; i < drawn.length; i++) {
    const value = values[drawn[i]!]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    defined++;
  }
  return sum / defined;
};
