import type { Expectation } from '@slipway/contracts';
import type { CompiledExpectation } from '@slipway/rules/expectations';
import type { Session } from '../duckdb/session.ts';
import { identifier, type TypedColumn } from '../duckdb/sql-text.ts';
import { kindOf } from './column-profile.ts';

/** Text that is judged is read up to here: every function of an expectation is linear in its length. */
const MAX_TEXT = 10_000;
const MOST_OFFENDING = 5;

export interface RowExpectation {
  readonly declared: Expectation;
  readonly compiled: CompiledExpectation;
}

export interface BrokenRows {
  readonly broken: number;
  /** Positions from 0 of the first of them. */
  readonly first: readonly number[];
}

type Fact = string | number | boolean | null;

/** A column as expectations see it: numbers as doubles without NaN, times in ISO 8601, all else as text. */
const readable = ({ name, type }: TypedColumn): string => {
  const column = identifier(name);
  const kind = kindOf(type);
  if (kind === 'boolean') return column;
  if (kind === 'number')
    return type === 'FLOAT' || type === 'DOUBLE'
      ? `case when not isnan(${column}) then ${column}::double end`
      : `${column}::double`;
  if (/^TIMESTAMP/.test(type)) return `strftime(${column}::timestamp, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  return `left(${column}::varchar, ${MAX_TEXT})`;
};

/** Judges every row of `relation` by every expectation, in one pass that reads only the columns that they read. */
export const findBrokenRows = async (
  session: Session,
  relation: string,
  columns: readonly TypedColumn[],
  expectations: readonly RowExpectation[],
): Promise<BrokenRows[]> => {
  const found = expectations.map(() => ({ broken: 0, first: [] as number[] }));
  const read = new Set(
    expectations.flatMap(({ declared: { column }, compiled }) => [
      ...(column !== undefined && compiled.names.has('value') ? [column] : []),
      ...compiled.columns,
    ]),
  );
  const needed = columns.filter(({ name }) => read.has(name));
  const selected = needed.length > 0 ? needed.map(readable).join(', ') : '0';
  const row = new Map<string, Fact>();
  const facts = { value: null as Fact, row };
  let offset = 0;
  for await (const batch of session.batches(`select ${selected} from ${relation}`)) {
    const length = batch[0]?.length ?? 0;
    for (let index = 0; index < length; index++) {
      for (const [position, { name }] of needed.entries()) row.set(name, batch[position]![index] as Fact);
      for (const [position, { declared, compiled }] of expectations.entries()) {
        facts.value = declared.column === undefined ? null : (row.get(declared.column) ?? null);
        if (compiled.holds(facts)) continue;
        const { first } = found[position]!;
        found[position]!.broken += 1;
        if (first.length < MOST_OFFENDING) first.push(offset + index);
      }
    }
    offset += length;
  }
  return found;
};
