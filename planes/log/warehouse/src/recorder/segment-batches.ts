import { join } from 'node:path';
import type { LogRecord, OutcomeRecord, PredictionRecord, SchemaRecord } from '@slipway/contracts';
import type { Segment } from '@slipway/platform';
import type { TypedColumn } from '../duckdb/sql-text.ts';
import { dateOf, partitionValue } from '../layout.ts';
import { type Column, cell, storableTime } from '../schema/column.ts';
import { type InputColumn, inputColumns } from '../schema/input-columns.ts';
import { OUTCOME_COLUMNS, type PlacedOutcome } from '../schema/outcome-columns.ts';
import { PREDICTION_COLUMNS } from '../schema/prediction-columns.ts';

/** The rows of one segment that go into one Parquet file. The same segment always gives the same batches. */
export interface Batch {
  readonly table: 'predictions' | 'outcomes';
  /** Path below the table's directory, named after the segment. */
  readonly file: string;
  readonly columns: readonly TypedColumn[];
  readonly rows: number;
  /** One JSON object per row; times as milliseconds since the epoch. */
  lines(): Generator<string>;
}

/** Lone surrogates are no Unicode, and the JSON reader of the engine refuses the whole file for one. */
const wellFormed = (line: string): string =>
  line.includes('\\ud')
    ? JSON.stringify(
        JSON.parse(line, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value)),
      )
    : line;

const groupBy = <T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
};

const DAY = 86_400_000;

const dayOf = (time: number): number => Math.floor(storableTime(time) / DAY);

const stored = <T>(columns: readonly Column<T>[]) =>
  columns.flatMap(({ name, type, of }) => (of ? [{ name, type, of }] : []));

const predictionFields = stored(PREDICTION_COLUMNS);
const outcomeFields = stored(OUTCOME_COLUMNS);

const predictionLine = (record: PredictionRecord, inputs: readonly InputColumn[]): string => {
  const row: Record<string, unknown> = {};
  for (const { name, type, of } of predictionFields) row[name] = cell(type, of(record));
  for (const { feature, name, type } of inputs) row[name] = cell(type, record.inputs?.[feature]);
  return wellFormed(JSON.stringify(row));
};

const outcomeLine = (outcome: PlacedOutcome): string => {
  const row: Record<string, unknown> = {};
  for (const { name, type, of } of outcomeFields) row[name] = cell(type, of(outcome));
  return wellFormed(JSON.stringify(row));
};

const isKind =
  <K extends LogRecord['kind']>(kind: K) =>
  (record: LogRecord): record is Extract<LogRecord, { kind: K }> =>
    record.kind === kind;

/** Splits a segment into one batch per endpoint and day, and one per day of outcomes. */
export const segmentBatches = ({ id, records }: Segment): Batch[] => {
  const file = `${partitionValue(id)}.parquet`;
  const schemas: SchemaRecord[] = records.filter(isKind('schema'));
  const predictions: PredictionRecord[] = records.filter(isKind('prediction'));
  const batches: Batch[] = [];
  for (const [endpoint, ofEndpoint] of groupBy(predictions, (record) => String(record.endpoint))) {
    const inputs = inputColumns(
      schemas.filter((schema) => schema.endpoint === endpoint),
      ofEndpoint,
    );
    for (const [day, rows] of groupBy(ofEndpoint, ({ at }) => dayOf(at)))
      batches.push({
        table: 'predictions',
        file: join(`endpoint=${partitionValue(endpoint)}`, `date=${dateOf(day * DAY)}`, file),
        columns: [...predictionFields, ...inputs].map(({ name, type }) => ({ name, type })),
        rows: rows.length,
        *lines() {
          for (const row of rows) yield predictionLine(row, inputs);
        },
      });
  }
  const outcomes = records
    .filter(isKind('outcome'))
    .map((record: OutcomeRecord, sequence): PlacedOutcome => ({ record, segment: id, sequence }));
  for (const [day, rows] of groupBy(outcomes, ({ record }) => dayOf(record.receivedAt)))
    batches.push({
      table: 'outcomes',
      file: join(`date=${dateOf(day * DAY)}`, file),
      columns: outcomeFields.map(({ name, type }) => ({ name, type })),
      rows: rows.length,
      *lines() {
        for (const row of rows) yield outcomeLine(row);
      },
    });
  return batches;
};
