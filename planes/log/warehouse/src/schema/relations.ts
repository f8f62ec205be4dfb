import { columnTypes, identifier, literalList } from '../duckdb/sql-text.ts';
import type { Column } from './column.ts';
import { COUNT_COLUMNS } from './count-columns.ts';
import { OUTCOME_COLUMNS } from './outcome-columns.ts';
import { PREDICTION_COLUMNS } from './prediction-columns.ts';

type AnyColumn = Pick<Column<never>, 'name' | 'type' | 'of'>;

/** Columns without a row: they are there, with their types, before the first file is. */
const shape = (columns: readonly AnyColumn[]): string =>
  `select ${columns.map(({ name, type }) => `null::${type} as ${identifier(name)}`).join(', ')} where false`;

const relation = (columns: readonly AnyColumn[], files: readonly string[]): string => {
  if (files.length === 0) return shape(columns);
  const partitions = columnTypes(columns.filter((column) => column.of === undefined));
  return `${shape(columns)} union all by name select * from read_parquet(${literalList(files)}, union_by_name = true, hive_partitioning = true, hive_types = ${partitions})`;
};

/** SELECT over the prediction files (paths or patterns): the fixed columns in their order, then the inputs found in the files. */
const rowsSql = (files: readonly string[]): string =>
  `select * replace (coalesce(weight, 1) as weight) from (${relation(PREDICTION_COLUMNS, files)})`;

/** SELECT over the answers in the prediction files; shadows are no answers. One row per `id`. */
export const predictionsSql = (files: readonly string[]): string =>
  `select * from (${rowsSql(files)}) where shadow_of is null`;

/** SELECT over the shadows' answers in the prediction files. One row per `id` and `variant`. */
export const shadowsSql = (files: readonly string[]): string =>
  `select * from (${rowsSql(files)}) where shadow_of is not null`;

/** SELECT over the files of the counts (paths or patterns). */
export const countsSql = (files: readonly string[]): string => relation(COUNT_COLUMNS, files);

/** SELECT over the outcome files (paths or patterns). */
export const outcomesSql = (files: readonly string[]): string => relation(OUTCOME_COLUMNS, files);

/**
 * The latest outcome of each prediction: the last to be true, then the last to arrive. A later outcome corrects an
 * earlier one (methods.md 5.1).
 */
export const latestOutcomesSql = (outcomes: string): string =>
  `select * from (${outcomes}) qualify row_number() over (partition by prediction order by "at" desc, received_at desc, segment desc, sequence desc) = 1`;

/** Each prediction with its latest outcome, null where there is none. */
export const labelledSql = (predictions: string, outcomes: string): string =>
  `select p.*, o.label as outcome_label, o.value as outcome_value, o."at" as outcome_at from (${predictions}) p left join (${latestOutcomesSql(outcomes)}) o on o.prediction = p.id`;
