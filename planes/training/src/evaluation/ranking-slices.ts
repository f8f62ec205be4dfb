import type { Metrics, RankingPlan } from '@slipway/contracts';
import { clipInterval, meanInterval } from '@slipway/statistics';
import { estimateOf, LEVEL, pointEstimate } from './estimate.ts';
import { mean } from './measures.ts';
import { LEAST_GROUPS, qualityOf, RANKING_METRICS, rowsOfGroups } from './ranking-measures.ts';
import type { TextColumn } from './slice-column.ts';
import type { ScoredRows } from './slice-results.ts';

/**
 * How well the candidate ranks within the rows of a slice: means over the groups that have a relevant row there, with normal
 * intervals over groups; a bootstrap of every slice would take longer than everything else together. Rows of a group that lie
 * outside of the slice do not count.
 */
export const sliceRanking = (
  { group: name, at }: RankingPlan,
  column: TextColumn,
  { labels, candidate }: Pick<ScoredRows, 'labels' | 'candidate'>,
): ((rows: Int32Array) => Metrics) => {
  const undefinedHere = `undefined: no group of ${name} defines it here`;
  return (rows) => {
    const own = Float64Array.from(rows, (row) => labels[row]!);
    const scores = Float64Array.from(rows, (row) => candidate[row]!);
    const members = rowsOfGroups(within(column, rows)).filter((of) => of.some((row) => own[row]! > 0));
    const qualities = qualityOf(members, own, scores, at);
    return Object.fromEntries(
      RANKING_METRICS.map((metric, k) => {
        const known = qualities[k]!.filter((value) => !Number.isNaN(value));
        if (known.length === 0) return [metric, estimateOf(null, undefinedHere)];
        if (known.length < LEAST_GROUPS)
          return [metric, pointEstimate(mean(known), `no interval: fewer than ${LEAST_GROUPS} groups`)];
        const interval = clipInterval(meanInterval(known, { level: LEVEL })!, 0, 1);
        return [
          metric,
          { ...estimateOf(interval, ''), method: `normal over ${known.length} groups of ${name}` },
        ];
      }),
    );
  };
};

/** The groups that some rows belong to: a slice may hold a few of a million. */
const within = ({ codes, values }: TextColumn, rows: Int32Array): TextColumn => {
  const found = new Map<number, number>();
  const own = rows.map((row) => {
    const code = codes[row]!;
    if (code !== -1 && !found.has(code)) found.set(code, found.size);
    return found.get(code) ?? -1;
  });
  return { codes: own, values: Array.from(found.keys(), (code) => values[code]!) };
};
