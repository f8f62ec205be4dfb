import type { logRoutes, RouteRequest, RouteResult, ShadowCounts } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { latestOutcomesSql, outcomesSql, predictionsSql, shadowsSql } from '../schema/relations.ts';
import { clusterSumsSql, readClusterSums } from './cluster-sums.ts';
import { DEFAULT_THRESHOLD } from './default-threshold.ts';
import { spanOf, WITHIN } from './time-window.ts';

type Request = RouteRequest<typeof logRoutes.shadowComparison>['body'];

export interface ShadowComparisonOptions {
  readonly engine: Engine;
  readonly files: LogFiles;
}

const DAY = 86_400_000;

/** A model's own answer: no error, and nothing in its place. */
const ANSWERED = 'status = 200 and score is not null and isfinite(score) and fallback is null';

type Figures = Omit<ShadowCounts, 'brier'> & { readonly live: number; readonly shadow: number };

/**
 * Shadow rows of an experiment beside the live answers with the same id, per shadow and version: agreement, differences, and
 * with binary outcomes the table of McNemar's test and the paired Brier sums per unit.
 */
export const shadowComparison = async (
  { engine, files }: ShadowComparisonOptions,
  { endpoint, experiment, window }: Request,
): Promise<RouteResult<typeof logRoutes.shadowComparison>> => {
  const { from, to } = spanOf(window);
  // The live answer may lie in the day before its shadow's.
  const paths = await files.predictions(endpoint, from - DAY, to);
  if (paths.length === 0) return { shadows: [] };
  const outcomes = outcomesSql(await files.outcomes(from - DAY));
  return engine.session(async (session) => {
    await session.run(pairsSql(paths, outcomes), { from, to, experiment });
    const figures = await session.rows<Figures>(FIGURES);
    const sums = new Map(
      (await session.rows<Record<string, unknown>>(BRIER_SUMS)).map((row) => [keyOf(row), row]),
    );
    return {
      shadows: figures.map(({ live, shadow, ...counts }) => ({
        ...counts,
        brier: { live, shadow, difference: readClusterSums(sums.get(keyOf(counts)) ?? {}, 'brier') },
      })),
    };
  });
};

const keyOf = ({ variant, model, version }: { variant?: unknown; model?: unknown; version?: unknown }) =>
  JSON.stringify([variant, model, version]);

/** The temporary table `pairs`: each shadow row with its live answer, and whether both can be compared. */
const pairsSql = (paths: readonly string[], outcomes: string): string => `
  create temp table pairs as
    with shadow as (select *, ${ANSWERED} as answered from (${shadowsSql(paths)}) where ${WITHIN} and experiment = $experiment),
      live as (select *, ${ANSWERED} as answered from (${predictionsSql(paths)}) where id in (select id from shadow)),
      outcome as (${latestOutcomesSql(`select * from (${outcomes}) where prediction in (select id from shadow)`)}),
      joined as (
        select shadow.variant, coalesce(shadow.model, '') as model, coalesce(shadow.version, 0) as version,
          not shadow.answered and shadow.fallback is null as missing, shadow.answered and coalesce(live.answered, false) as compared,
          coalesce('u' || live.unit, 'p' || shadow.id) as unit, live.score as l, shadow.score as s,
          live.decision as live_decision, shadow.decision as shadow_decision,
          live.score >= coalesce(live.threshold, ${DEFAULT_THRESHOLD}) as live_positive,
          shadow.score >= coalesce(shadow.threshold, ${DEFAULT_THRESHOLD}) as shadow_positive,
          case when outcome.value in (0, 1) then outcome.value end as truth
        from shadow left join live on live.id = shadow.id left join outcome on outcome.prediction = shadow.id)
    select *, case when compared then truth end as label, live_positive = (truth = 1) as live_right, shadow_positive = (truth = 1) as shadow_right
    from joined`;

const FIGURES = `
  select variant, model, version, count(*) filter (compared) as compared, count(*) filter (missing) as missing,
    count(*) filter (compared and live_decision is not null and shadow_decision is not null) as decided,
    count(*) filter (compared and live_decision = shadow_decision) as agreeing,
    avg(s - l) filter (compared) as "meanDifference", avg(abs(s - l)) filter (compared) as "meanAbsoluteDifference",
    max(abs(s - l)) filter (compared) as "maximumAbsoluteDifference",
    count(label) as labelled,
    count(*) filter (label is not null and live_right and shadow_right) as "bothRight",
    count(*) filter (label is not null and live_right and not shadow_right) as "onlyLiveRight",
    count(*) filter (label is not null and not live_right and shadow_right) as "onlyShadowRight",
    count(*) filter (label is not null and not live_right and not shadow_right) as "bothWrong",
    coalesce(sum((l - label) * (l - label)), 0) as live, coalesce(sum((s - label) * (s - label)), 0) as shadow
  from pairs group by variant, model, version order by variant, model, version`;

const BRIER_SUMS = `
  select variant, model, version, ${clusterSumsSql('brier', 'difference', 'size')}
  from (
    select variant, model, version, unit, count(*) as size, sum((s - label) * (s - label) - (l - label) * (l - label)) as difference
    from pairs where label is not null group by variant, model, version, unit)
  group by variant, model, version`;
