import type { ArmQuality, ClusterSums, logRoutes, RouteRequest } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { Bindings, Session } from '../duckdb/session.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { labelledSql, outcomesSql, predictionsSql } from '../schema/relations.ts';
import { AUC_SQL } from './auc.ts';
import { clusterSumsSql, readClusterSums } from './cluster-sums.ts';
import { DEFAULT_THRESHOLD } from './default-threshold.ts';
import { spanOf, WITHIN } from './time-window.ts';
import { trafficSql } from './traffic.ts';

type Request = RouteRequest<typeof logRoutes.quality>['body'];

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

/** What an experiment is judged by: it drew the variant, and that variant answered. Older rows do not say more than the experiment. */
const ASSIGNED_AND_ANSWERED = `experiment = $experiment and coalesce(assignment, 'experiment') = 'experiment'
  and fallback is null and coalesce(assigned, variant) = variant`;

/**
 * Realised quality per variant and version in a window (methods.md 5.1). All rows count as predictions and for the units
 * (a row without a unit is its own); metrics are over answered rows (status 200, with a score) whose latest outcome is 0
 * or 1. Sampled rows count by their weight in `predictions` and `errors`, and as they are in the metrics: sampling thins every
 * arm alike. `auc` is null when a class has fewer than two rows, because its variance is unknown then.
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
        ${trafficSql()} as predictions, ${trafficSql('status is distinct from 200')} as errors, count(distinct unit) as units,
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
  const own = 'experiment' in bindings ? ` and ${ASSIGNED_AND_ANSWERED}` : '';
  const rows = `select * from (${predictionsSql(predictions)}) where ${WITHIN}${own}`;
  await session.run(
    `create temp table answers as
      with judged as (
        select *, status = 200 and score is not null and isfinite(score) as answered from (${labelledSql(rows, outcomes)}))
      select dense_rank() over (order by variant, model, version) as arm, coalesce(variant, '') as variant, coalesce(model, '') as model,
        coalesce(version, 0) as version, status, weight, answered, coalesce('u' || unit, 'p' || id) as unit, score,
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
  const perArm = metrics.map((metric) => clusterSumsSql(metric, metric, 'd')).join(', ');
  const rows = await session.rows<Record<string, unknown>>(
    `select arm, ${perArm} from (select arm, unit, count(*)::double as d, ${perUnit} from scored group by arm, unit) group by arm`,
  );
  const byArm = new Map(rows.map((row) => [row.arm, row]));
  return (arm) => {
    const sums = (metric: Metric) => readClusterSums(byArm.get(arm) ?? {}, metric);
    return { brier: sums('brier'), logLoss: sums('logLoss'), accuracy: sums('accuracy') };
  };
};
