import { type Distribution, type logRoutes, type RouteRequest, SlipwayError } from '@slipway/contracts';
import type { Blobs } from '@slipway/platform';
import type { Engine } from '../duckdb/engine.ts';
import type { Session } from '../duckdb/session.ts';
import { identifier } from '../duckdb/sql-text.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { categoryDistribution } from './category-distribution.ts';
import { numericDistribution } from './numeric-distribution.ts';
import { openRowSource, type SourceRows } from './row-source.ts';

type Request = RouteRequest<typeof logRoutes.distributions>['body'];
type Column = Request['columns'][number];

export interface DistributionsOptions {
  readonly engine: Engine;
  readonly files: LogFiles;
  readonly blobs: Blobs;
}

/**
 * Bins the columns of two sources with edges frozen from the reference (methods.md 4.3). Each source is read once, into
 * a temporary table with the wanted columns only. Throws INVALID_REQUEST for a column that a source does not have.
 */
export const distributions = (
  { engine, files, blobs }: DistributionsOptions,
  { reference, current, columns }: Request,
): Promise<Distribution[]> =>
  engine.session(async (session) => {
    const sources = { files, blobs };
    const ofReference = await openRowSource(session, reference, 'reference', sources);
    await load(session, 'reference', ofReference, columns, ({ name }) => name);
    const ofCurrent = await openRowSource(session, current, 'current', sources);
    await load(session, 'current', ofCurrent, columns, ({ name, currentName }) => currentName ?? name);
    const results: Distribution[] = [];
    for (const [index, { name, kind }] of columns.entries())
      results.push(
        kind === 'number'
          ? await numericDistribution(session, name, `c${index}`)
          : await categoryDistribution(session, name, `c${index}`),
      );
    return results;
  });

/** Column i of the request becomes `c<i>`: a finite double or null, or text. */
const load = async (
  session: Session,
  table: 'reference' | 'current',
  source: SourceRows,
  columns: readonly Column[],
  nameOf: (column: Column) => string,
): Promise<void> => {
  const selected = columns.map((column, index) => {
    const name = nameOf(column);
    const found = source.column(name);
    if (found === null)
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: `columns[${index}]: the ${table} has no column ${name}` },
        { field: `columns[${index}].${name === column.name ? 'name' : 'currentName'}` },
      );
    const value = identifier(found);
    return column.kind === 'number'
      ? `case when isfinite(try_cast(${value} as double)) then try_cast(${value} as double) end as c${index}`
      : `${value}::varchar as c${index}`;
  });
  await session.run(
    `create temp table ${identifier(table)} as select ${selected.join(', ')} from (${source.sql})`,
    source.bindings,
  );
};
