import { join } from 'node:path';
import type {
  CountRecord,
  LogRecord,
  OutcomeRecord,
  PredictionRecord,
  SchemaRecord,
} from '@slipway/contracts';
import type { Segment } from '@slipway/platform';
import type { TypedColumn } from '../duckdb/sql-text.ts';
import { dateOf, partitionValue } from '../layout.ts';
import { type Column, cell, storableTime } from '../schema/column.ts';
import { COUNT_COLUMNS } from '../schema/count-columns.ts';
import { type InputColumn, inputColumns } from '../schema/input-columns.ts';
import { OUTCOME_COLUMNS, type PlacedOutcome } from '../schema/outcome-columns.ts';
import { PREDICTION_COLUMNS } from '../schema/prediction-columns.ts';
import type { StoredRows } from './tally.ts';

/** The rows of one segment that go into one Parquet file. The same segment always gives the same batches. */
export interface Batch {
  readonly table: 'predictions' | 'outcomes' | 'counts';
  /** Path below the table's directory, named after the segment. */
  readonly file: string;
  readonly columns: readonly TypedColumn[];
  readonly rows: number;
  /** What the file adds to the tally. */
  readonly adds: Partial<StoredRows>;
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
const countFields = stored(COUNT_COLUMNS);

const predictionLine = (record: PredictionRecord, inputs: readonly InputColumn[]): string => {
  const row: Record<string, unknown> = {};
  for (const { name, type, of } of predictionFields) row[name] = cell(type, of(record));
  for (const { feature, name, type } of inputs) row[name] = cell(type, record.inputs?.[feature]);
  return wellFormed(JSON.stringify(row));
};

type Field<T> = {
  readonly name: string;
  readonly type: Column<T>['type'];
  readonly of: (record: T) => unknown;
};

const lineOf = <T>(fields: readonly Field<T>[], record: T): string => {
  const row: Record<string, unknown> = {};
  for (const { name, type, of } of fields) row[name] = cell(type, of(record));
  return wellFormed(JSON.stringify(row));
};

const isKind =
  <K extends LogRecord['kind']>(kind: K) =>
  (record: LogRecord): record is Extract<LogRecord, { kind: K }> =>
    record.kind === kind;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

const answersAndShadows = (rows: readonly PredictionRecord[]): Partial<StoredRows> => {
  const shadows = rows.filter(({ shadowOf }) => shadowOf !== null).length;
  return { predictions: rows.length - shadows, shadows };
};

const dailyBatch = <T>(day: number, file: string, fields: readonly Field<T>[], rows: readonly T[]) => ({
  file: join(`date=${dateOf(day * DAY)}`, file),
  columns: fields.map(({ name, type }) => ({ name, type })),
  rows: rows.length,
  *lines() {
    for (const row of rows) yield lineOf(fields, row);
  },
});

/** One count per endpoint and gateway, as of the last one. */
const totals = (counts: readonly CountRecord[]): CountRecord[] =>
  [...groupBy(counts, ({ endpoint, gateway }) => JSON.stringify([endpoint, gateway])).values()].map(
    (group) => ({
      ...group.at(-1)!,
      answered: sum(group, ({ answered }) => answered),
      sampledOut: sum(group, ({ sampledOut }) => sampledOut),
      dropped: sum(group, ({ dropped }) => dropped),
    }),
  );

/** Splits a segment into one batch per endpoint and day, one per day of outcomes and one per day of counts. */
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
        adds: answersAndShadows(rows),
      });
  }
  const outcomes = records
    .filter(isKind('outcome'))
    .map((record: OutcomeRecord, sequence): PlacedOutcome => ({ record, segment: id, sequence }));
  for (const [day, rows] of groupBy(outcomes, ({ record }) => dayOf(record.receivedAt)))
    batches.push({
      table: 'outcomes',
      ...dailyBatch(day, file, outcomeFields, rows),
      adds: { outcomes: rows.length },
    });
  const counts = totals(records.filter(isKind('count')));
  for (const [day, rows] of groupBy(counts, ({ at }) => dayOf(at)))
    batches.push({
      table: 'counts',
      ...dailyBatch(day, file, countFields, rows),
      adds: {
        answered: sum(rows, ({ answered }) => answered),
        sampledOut: sum(rows, ({ sampledOut }) => sampledOut),
        dropped: sum(rows, ({ dropped }) => dropped),
      },
    });
  return batches;
};
