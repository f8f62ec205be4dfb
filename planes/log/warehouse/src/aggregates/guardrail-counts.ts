import type {
  ArmCounts,
  logRoutes,
  RequestSums,
  RouteRequest,
  RouteResult,
  Window,
} from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { Session } from '../duckdb/session.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { predictionsSql, shadowsSql } from '../schema/relations.ts';
import { clusterSumsSql, readClusterSums } from './cluster-sums.ts';
import { spanOf, WITHIN } from './time-window.ts';

type Request = RouteRequest<typeof logRoutes.guardrails>['body'];

export interface GuardrailOptions {
  readonly engine: Engine;
  readonly files: LogFiles;
}

const DAY = 86_400_000;

/** Rows that the experiment assigned, whoever answered. Rows from before there were reasons only name the experiment. */
const ASSIGNED = `coalesce(assignment, 'experiment') in ('experiment', 'fallback')`;

/** What a unit is: its key, or the request of a row without one. */
const UNIT = `coalesce('u' || unit, 'r' || request)`;

/**
 * Requests, errors, fallbacks and slow answers per arm of an experiment, as sums per unit (methods.md 1.12). A request counts
 * once for each of its units; it is bad when one of their rows is.
 */
export const guardrailCounts = async (
  options: GuardrailOptions,
  { endpoint, experiment, kind, windows, slowerThanMs }: Request,
): Promise<RouteResult<typeof logRoutes.guardrails>> => {
  const counted: { window: Window; arms: ArmCounts[] }[] = [];
  for (const [index, window] of windows.entries()) {
    const span = spanOf(window, `windows[${index}]`);
    // A shadow's row is written after the answer, which may lie in the day before.
    const paths = await options.files.predictions(endpoint, span.from - DAY, span.to);
    const arms =
      paths.length === 0
        ? []
        : await options.engine.session(async (session) => {
            const bindings = { ...span, experiment };
            const rows = kind === 'ab' ? assignedRows(paths) : shadowRows(paths);
            await session.run(`create temp table exposed as ${rows}`, bindings);
            return readArms(session, slowerThanMs, kind === 'shadow' ? paths : null);
          });
    counted.push({ window, arms });
  }
  return { windows: counted };
};

const COLUMNS = `id, ${UNIT} as unit, request, "at", status, fallback, latency_ms`;

const assignedRows = (paths: readonly string[]): string =>
  `select coalesce(assigned, variant) as arm, ${COLUMNS} from (${predictionsSql(paths)}) where ${WITHIN} and experiment = $experiment and ${ASSIGNED}`;

const shadowRows = (paths: readonly string[]): string =>
  `select variant as arm, ${COLUMNS} from (${shadowsSql(paths)}) where ${WITHIN} and experiment = $experiment`;

/** @param live files with the answers that clients got; null in an A/B test */
const readArms = async (
  session: Session,
  slowerThanMs: readonly number[],
  live: readonly string[] | null,
): Promise<ArmCounts[]> => {
  const arms = await session.rows<{ arm: string; requests: number; units: number; firstExposures: number }>(`
    with firsts as (select arg_min(arm, ("at", id, arm)) as arm from exposed group by unit),
      exposures as (select arm, count(*) as n from firsts group by arm)
    select arm, count(distinct request) as requests, count(distinct unit) as units, any_value(coalesce(n, 0)) as "firstExposures"
    from exposed left join exposures using (arm) group by arm order by arm`);
  const own = await requestSums(session, 'exposed', slowerThanMs);
  const clients = live ? await requestSums(session, liveRows(live), slowerThanMs) : null;
  const nothing = requestSumsOf({}, slowerThanMs);
  return arms.map(({ arm, ...counts }) => ({
    variant: arm,
    ...counts,
    sums: own.get(arm) ?? nothing,
    live: clients ? (clients.get(arm) ?? nothing) : null,
  }));
};

/** The answers to the rows that shadows saw, under the shadow's name and unit. */
const liveRows = (paths: readonly string[]): string =>
  `(select exposed.arm, exposed.unit, exposed.request, live.status, live.fallback, live.latency_ms
    from exposed join (${predictionsSql(paths)}) live on live.id = exposed.id)`;

const requestSums = async (
  session: Session,
  rows: string,
  slowerThanMs: readonly number[],
): Promise<Map<string, RequestSums>> => {
  const bad = {
    errors: 'status >= 500',
    fallbacks: 'fallback is not null',
    ...Object.fromEntries(slowerThanMs.map((limit, index) => [`slow${index}`, `latency_ms > ${limit}`])),
  };
  const perRequest = Object.entries(bad).map(
    ([name, condition]) => `coalesce(bool_or(${condition}), false)::int as ${name}`,
  );
  const names = Object.keys(bad);
  const found = await session.rows<Record<string, unknown>>(`
    with requests as (select arm, unit, request, ${perRequest.join(', ')} from ${rows} group by arm, unit, request),
      units as (select arm, unit, count(*) as size, ${names.map((name) => `sum(${name}) as ${name}`).join(', ')} from requests group by arm, unit)
    select arm, ${names.map((name) => clusterSumsSql(name, name, 'size')).join(', ')} from units group by arm`);
  return new Map(found.map((row) => [String(row.arm), requestSumsOf(row, slowerThanMs)]));
};

const requestSumsOf = (row: Record<string, unknown>, slowerThanMs: readonly number[]): RequestSums => ({
  errors: readClusterSums(row, 'errors'),
  fallbacks: readClusterSums(row, 'fallbacks'),
  slow: slowerThanMs.map((_, index) => readClusterSums(row, `slow${index}`)),
});
