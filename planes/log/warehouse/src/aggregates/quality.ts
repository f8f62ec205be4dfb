import type { ArmQuality, ClusterSums, logRoutes, RouteRequest } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { Bindings, Session } from '../duckdb/session.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { labelledSql, outcomesSql, predictionsSql } from '../schema/relations.ts';
import { AUC_SQL } from './auc.ts';
import { spanOf, WITHIN } from './time-window.ts';

type Request = RouteRequest<typeof logRoutes.quality>['body'];

/** Where the threshold of an answer is not known. */
const DEFAULT_THRESHOLD = 0.5;

const METRICS = {
  brier: '(score - label) * (score - label)',
  // Clipped, because one certain and wrong answer would cost infinity.
  logLoss:
    '-ln(greatest(1e-15::double, least(1 - 1e-15::double, case when label = 1 then score else 1 - score end)))',
  accuracy: '((score >= threshold)::int = label)::int::double',
} as const;
type Metric = keyof typeof METRICS;

interface ArmTotals {
  readonly arm: number;
  readonly variant: string;
  readonly model: string;
  readonly version: number;
  readonly predictions: number;
  readonly errors: number;
  readonly units: number;
  readonly labelled: number;
  readonly positives: number;
  readonly meanScore: number | null;
}

/**
 * Realised quality per variant and version in a window (methods.md 5.1). All rows count as predictions and for the units
 * (a row without a unit is its own); metrics are over answered rows (status 200, with a score) whose latest outcome is 0
 * or 1. `auc` is null when a class has fewer than two rows, because its variance is unknown then.
 */
export const quality = async (
  { engine, files }: { readonly engine: Engine; readonly files: LogFiles },
  { endpoint, window, experiment }: Request,
): Promise<ArmQuality[]> => {
  const { from, to } = spanOf(window);
  const predictions = await files.predictions(endpoint, from, to);
  if (predictions.length === 0) return [];
  const outcomes = outcomesSql(await files.outcomes(from));
  return engine.session(async (session) => {
    await loadRows(session, predictions, outcomes, { from, to, ...(experiment ? { experiment } : {}) });
    const arms = await session.rows<ArmTotals>(`
      select arm, any_value(variant) as variant, any_value(model) as model, any_value(version) as version,
        count(*) as predictions, count(*) filter (status is distinct from 200) as errors, count(distinct unit) as units,
        count(label) as labelled, coalesce(sum(label), 0)::bigint as positives, avg(score) filter (answered) as "meanScore"
      from answers group by arm order by arm`);
    const sums = await clusterSums(session);
    const aucs = new Map(
      (await session.rows<{ arm: number; value: number; variance: number | null }>(AUC_SQL)).map((row) => [
        row.arm,
        row,
      ]),
    );
    return arms.map(({ arm, ...totals }) => {
      const auc = aucs.get(arm);
      return {
        ...totals,
        auc: auc && auc.variance !== null ? { value: auc.value, variance: auc.variance } : null,
        ...sums(arm),
      };
    });
  });
};

/** Two temporary tables: `answers`, the rows of the window with arm, unit and label, and `scored`, the labelled ones. */
const loadRows = async (
  session: Session,
  predictions: readonly string[],
  outcomes: string,
  bindings: Bindings,
): Promise<void> => {
  const rows = `select * from (${predictionsSql(predictions)}) where ${WITHIN}${'experiment' in bindings ? ' and experiment = $experiment' : ''}`;
  await session.run(
    `create temp table answers as
      with judged as (
        select *, status = 200 and score is not null and isfinite(score) as answered from (${labelledSql(rows, outcomes)}))
      select dense_rank() over (order by variant, model, version) as arm, coalesce(variant, '') as variant, coalesce(model, '') as model,
        coalesce(version, 0) as version, status, answered, coalesce('u' || unit, 'p' || id) as unit, score,
        coalesce(threshold, ${DEFAULT_THRESHOLD}) as threshold,
        case when answered and outcome_value in (0, 1) then outcome_value::int end as label
      from judged`,
    bindings,
  );
  await session.run(
    `create temp table scored as select arm, unit, score, threshold, label from answers where label is not null`,
  );
};

/** Sums over the units of an arm: m_u sums the metric over the unit's labelled rows, d_u counts them. */
const clusterSums = async (session: Session): Promise<(arm: number) => Record<Metric, ClusterSums>> => {
  const metrics = Object.keys(METRICS) as Metric[];
  const perUnit = metrics.map((metric) => `sum(${METRICS[metric]})::double as ${metric}`).join(', ');
  const perArm = metrics
    .map(
      (metric) =>
        `sum(${metric}) as ${metric}_m, sum(${metric} * ${metric}) as ${metric}_mm, sum(${metric} * d) as ${metric}_md`,
    )
    .join(', ');
  const rows = await session.rows<Record<string, number>>(
    `select arm, count(*) as units, sum(d) as d, sum(d * d) as dd, ${perArm}
     from (select arm, unit, count(*)::double as d, ${perUnit} from scored group by arm, unit) group by arm`,
  );
  const byArm = new Map(rows.map((row) => [row.arm, row]));
  return (arm) => {
    const row = byArm.get(arm) ?? {};
    const of = (name: string) => row[name] ?? 0;
    const sums = (metric: Metric): ClusterSums => ({
      units: of('units'),
      m: of(`${metric}_m`),
      d: of('d'),
      mm: of(`${metric}_mm`),
      dd: of('dd'),
      md: of(`${metric}_md`),
    });
    return { brier: sums('brier'), logLoss: sums('logLoss'), accuracy: sums('accuracy') };
  };
};
