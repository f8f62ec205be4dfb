import {
  type ColumnProfile,
  type Expectation,
  type ExpectationResult,
  type OffendingRow,
  type Scalar,
  SlipwayError,
  type SnapshotDifference,
} from '@slipway/contracts';
import { type CompiledExpectation, checkExpectations, compileExpectation } from '@slipway/rules/expectations';
import type { JsonRow, Session } from '../duckdb/session.ts';
import { identifier } from '../duckdb/sql-text.ts';
import { kindOf, shownValue } from './column-profile.ts';
import { findBrokenRows, type RowExpectation } from './expected-rows.ts';
import { medianOf } from './snapshot-difference.ts';

export interface ProfiledData {
  /** What can stand in FROM. */
  readonly relation: string;
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  readonly difference: SnapshotDifference | null;
  readonly hashed: ReadonlySet<string>;
}

/** Columns of an offending row that are shown; those that were judged come first. */
const MOST_SHOWN = 12;
const MASK = '(hashed)';

const compile = (
  expectations: readonly Expectation[],
  columns: readonly ColumnProfile[],
): readonly { declared: Expectation; compiled: CompiledExpectation }[] => {
  const kinds = columns.map(({ name, type }) => ({ name, kind: kindOf(type) }));
  const problems = checkExpectations(expectations, 'expectations', kinds);
  const [first] = problems;
  if (first)
    throw new SlipwayError(
      'INVALID_EXPECTATION',
      { reason: problems.map(({ field, message }) => `${field}: ${message}`).join('; ') },
      { field: first.field, problems },
    );
  return expectations.flatMap((declared) => {
    const compilation = compileExpectation(declared);
    return compilation.ok ? [{ declared, compiled: compilation.expectation }] : [];
  });
};

/** What a column-level expectation reads; a figure that there is none of is null, and so not judged. */
const factsOf = (
  column: string | undefined,
  { rows, columns, difference }: ProfiledData,
): Record<string, Scalar | null> => {
  const profile = columns.find(({ name }) => name === column);
  if (!profile) return { rows };
  const numeric = kindOf(profile.type) === 'number';
  const end = (value: Scalar | null) => (numeric && value !== null ? Number(value) : value);
  return {
    rows,
    nulls: profile.nulls,
    nullShare: profile.nulls / rows,
    distinct: profile.distinct,
    mean: profile.mean,
    median: medianOf(profile),
    min: end(profile.min),
    max: end(profile.max),
    shift: difference?.columns.find(({ name }) => name === column)?.shift ?? null,
  };
};

const offendingRow = async (
  session: Session,
  position: number,
  { declared: { column }, compiled }: RowExpectation,
  { relation, columns, hashed }: ProfiledData,
): Promise<OffendingRow> => {
  const judged = new Set([...(column === undefined ? [] : [column]), ...compiled.columns]);
  const names = [...judged, ...columns.map(({ name }) => name).filter((name) => !judged.has(name))];
  const shown = names.slice(0, MOST_SHOWN);
  const found = await session.row<JsonRow>(
    `select ${shown.map(identifier).join(', ')} from ${relation} limit 1 offset ${position}`,
  );
  return {
    row: position + 1,
    values: Object.fromEntries(
      shown.map((name) => [name, hashed.has(name) && found[name] !== null ? MASK : shownValue(found[name])]),
    ),
  };
};

/**
 * Judges data by its expectations. Throws INVALID_EXPECTATION for those that do not fit its columns.
 * Rows are read once, column-wise, and only the columns that are judged.
 */
export const judgeData = async (
  session: Session,
  expectations: readonly Expectation[],
  data: ProfiledData,
): Promise<ExpectationResult[]> => {
  const all = compile(expectations, data.columns);
  const byRow = all.filter(({ declared }) => declared.level === 'row');
  const broken = byRow.length > 0 ? await findBrokenRows(session, data.relation, data.columns, byRow) : [];
  const results: ExpectationResult[] = [];
  for (const expectation of all) {
    const { declared, compiled } = expectation;
    if (declared.level === 'column') {
      const passed = compiled.holds(factsOf(declared.column, data));
      results.push({ ...declared, passed, broken: passed ? 0 : 1, offending: [] });
      continue;
    }
    const { broken: count, first } = broken[byRow.indexOf(expectation)]!;
    const offending: OffendingRow[] = [];
    for (const position of first) offending.push(await offendingRow(session, position, expectation, data));
    results.push({ ...declared, passed: count / data.rows <= declared.atMost, broken: count, offending });
  }
  return results;
};

const assignment = ([name, value]: [string, Scalar | null]): string => `${name} = ${JSON.stringify(value)}`;

const problemsOf = (
  { name, expect, level, column, broken, offending }: ExpectationResult,
  data: ProfiledData,
): { field: string; message: string }[] => {
  if (level === 'column') {
    const facts = Object.entries(factsOf(column, data)).filter(([fact]) =>
      new RegExp(`\\b${fact}\\b`).test(expect),
    );
    return [{ field: name, message: `${expect} does not hold: ${facts.map(assignment).join(', ')}` }];
  }
  const share = Number(((100 * broken) / data.rows).toPrecision(3));
  return [
    { field: name, message: `${expect} is broken in ${broken} of ${data.rows} rows (${share} %)` },
    ...offending.map(({ row, values }) => ({
      field: `${name}, row ${row}`,
      message: Object.entries(values).map(assignment).join(', '),
    })),
  ];
};

/** Throws EXPECTATION_FAILED, with the first offending rows, when one did not pass. */
export const requireExpected = (
  name: string,
  results: readonly ExpectationResult[],
  data: ProfiledData,
): void => {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  const problems = failed.flatMap((result) => problemsOf(result, data));
  const told = failed.map((result) => {
    const [first] = problemsOf(result, data);
    return `${result.name} (${first?.message})`;
  });
  throw new SlipwayError(
    'EXPECTATION_FAILED',
    { name, reason: told.join('; ') },
    { field: failed[0]?.name, problems },
  );
};
