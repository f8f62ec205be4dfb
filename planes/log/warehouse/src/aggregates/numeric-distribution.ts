import type { Distribution } from '@slipway/contracts';
import type { Session } from '../duckdb/session.ts';

/**
 * Up to this many rows of both sources the distances are exact, which takes about a second. Above, values are first
 * rounded to 10,000 equal steps between the smallest and the largest: a value moves by half a step at most, so the
 * Wasserstein distance is off by at most one step, and KS by at most the share of rows in one step.
 */
const MOST_EXACT_ROWS = 2_000_000;
const STEPS = 10_000;

/** Below this the reference counts as constant (methods.md 4.2). */
const SMALLEST_DEVIATION = 0.001;

interface ReferenceFigures {
  readonly rows: number;
  readonly present: number;
  readonly deviation: number | null;
  readonly quantiles: number[] | null;
}

/** For people: the exact edges are in the answer. */
const label = (edges: readonly number[], index: number): string => {
  if (edges.length === 0) return 'all';
  const [low, high] = [edges[index - 1], edges[index]].map((edge) => Number((edge ?? 0).toPrecision(6)));
  if (index === 0) return `≤ ${high}`;
  if (index === edges.length) return `> ${low}`;
  return `(${low}, ${high}]`;
};

/** Rows per right-closed bin: bin i holds edge[i-1] < v ≤ edge[i], so its index is the number of edges below v. */
const binCounts = async (
  session: Session,
  table: string,
  column: string,
  edges: readonly number[],
): Promise<number[]> => {
  const below = edges.map((edge) => `(v > ${sqlNumber(edge)})::int`).join(' + ') || '0';
  const rows = await session.rows<{ bin: number; count: number }>(
    `select ${below} as bin, count(*) as count from (select ${column} as v from ${table}) where v is not null group by bin`,
  );
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const { bin, count } of rows) counts[bin] = count;
  return counts;
};

/** As a double: a plain literal would be a decimal, and rounded. */
const sqlNumber = (value: number): string => `'${value}'::double`;

/** KS distance and Wasserstein-1 of two columns of finite values (methods.md 4.3); null when one has none. */
export const distances = async (
  session: Session,
  column: string,
  mostExactRows = MOST_EXACT_ROWS,
): Promise<{ ks: number; w1: number } | null> => {
  const both = `(select ${column} as v, 1 as r, 0 as c from reference where ${column} is not null union all select ${column}, 0, 1 from "current" where ${column} is not null)`;
  const { rows, low, high } = await session.row<{ rows: number; low: number | null; high: number | null }>(
    `select count(*) as rows, min(v) as low, max(v) as high from ${both}`,
  );
  const step = low === null || high === null ? 0 : (high - low) / STEPS;
  const rounded = rows > mostExactRows && step > 0 && Number.isFinite(step);
  const value = rounded
    ? `${sqlNumber(low!)} + (floor((v - ${sqlNumber(low!)}) / ${sqlNumber(step)}) + 0.5) * ${sqlNumber(step)}`
    : 'v';
  const { ks, w1 } = await session.row<{ ks: number | null; w1: number | null }>(
    `with g as (select ${value} as x, sum(r)::double as r, sum(c)::double as c from ${both} group by x),
      n as (select sum(r) as nr, sum(c) as nc from g),
      e as (select x, sum(r) over w / nr as fr, sum(c) over w / nc as fc, lead(x) over (order by x) as nx from g, n where nr > 0 and nc > 0 window w as (order by x rows unbounded preceding))
    select max(abs(fr - fc)) as ks, coalesce(sum(abs(fr - fc) * (nx - x)), 0) as w1 from e`,
  );
  return ks === null || w1 === null ? null : { ks, w1 };
};

/** Compares a numeric column of the tables `reference` and `current`; non-finite values are null there already. */
export const numericDistribution = async (
  session: Session,
  name: string,
  column: string,
): Promise<Distribution> => {
  const reference = await session.row<ReferenceFigures>(
    `select count(*) as rows, count(${column}) as present, stddev_pop(${column}) as deviation, quantile_cont(${column}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) as quantiles from reference`,
  );
  const current = await session.row<{ rows: number; present: number }>(
    `select count(*) as rows, count(${column}) as present from "current"`,
  );
  const edges = [...new Set(reference.quantiles ?? [])];
  const found = await distances(session, column);
  const deviation = Math.max(reference.deviation ?? 0, SMALLEST_DEVIATION);
  return {
    name,
    kind: 'number',
    edges,
    bins: Array.from({ length: edges.length + 1 }, (_, index) => label(edges, index)),
    reference: await binCounts(session, 'reference', column, edges),
    current: await binCounts(session, '"current"', column, edges),
    referenceRows: reference.rows,
    currentRows: current.rows,
    referenceNulls: reference.rows - reference.present,
    currentNulls: current.rows - current.present,
    unseen: 0,
    ks: found?.ks ?? null,
    wasserstein: found ? found.w1 / deviation : null,
  };
};
