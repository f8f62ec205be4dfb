import type { ModelSignature } from '@slipway/contracts';
import type { ColumnSource } from 'hyparquet-writer';
import { decisionAt } from './decision.ts';
import type { RowLosses } from './row-evidence.ts';
import type { SliceColumn } from './slice-column.ts';
import type { ScoredRows } from './slice-results.ts';

export interface PredictionDetails {
  readonly losses: RowLosses;
  /** Of the decision of a binary model. */
  readonly threshold: number;
}

/**
 * Columns of the predictions file: `row` (from 0, the order of the holdout), `label`, `score`, `decision` (a class name; not
 * of a regression), `loss`, with a champion `championScore`, `championDecision` and `championLoss`, and the slice columns.
 * Binary: label 0 or 1, score the probability of the positive class. Multiclass: label is a class name, score the highest
 * probability. Regression: values. A slice column with one of these names is written as `slice_<name>`.
 */
export const predictionColumns = (
  signature: ModelSignature,
  { labels, candidate, champion }: ScoredRows,
  sliceColumns: readonly SliceColumn[],
  { losses, threshold }: PredictionDetails,
): ColumnSource[] => {
  const own: ColumnSource[] = [
    { name: 'row', type: 'INT32', nullable: false, data: Int32Array.from(labels, (_, row) => row) },
    labelColumn(signature, labels),
    ...scoreColumns(signature, candidate, threshold, ['score', 'decision']),
    { name: 'loss', type: 'DOUBLE', nullable: false, data: losses.candidate },
    ...(champion === null || losses.champion === null
      ? []
      : [
          ...scoreColumns(signature, champion, threshold, ['championScore', 'championDecision']),
          { name: 'championLoss', type: 'DOUBLE', nullable: false, data: losses.champion } as const,
        ]),
  ];
  const taken = new Set(own.map(({ name }) => name));
  return [
    ...own,
    ...sliceColumns.map((column) => ({
      name: taken.has(column.name) ? `slice_${column.name}` : column.name,
      ...sliceData(column),
    })),
  ];
};

const labelColumn = ({ task, classes }: ModelSignature, labels: Float64Array): ColumnSource => {
  const column = { name: 'label', nullable: false } as const;
  if (task === 'regression') return { ...column, type: 'DOUBLE', data: labels };
  if (task === 'binary') return { ...column, type: 'INT32', data: Int32Array.from(labels) };
  return { ...column, type: 'STRING', data: Array.from(labels, (label) => classes[label]!) };
};

const scoreColumns = (
  signature: ModelSignature,
  scores: Float64Array,
  threshold: number,
  [score, decision]: readonly [string, string],
): ColumnSource[] => {
  const { task, classes } = signature;
  if (task === 'regression') return [{ name: score, type: 'DOUBLE', nullable: false, data: scores }];
  const rows = task === 'binary' ? scores.length : scores.length / classes.length;
  const highest = new Float64Array(rows);
  const names = new Array<string>(rows);
  for (let row = 0; row < rows; row++) {
    const read = decisionAt(signature, scores, row, threshold);
    highest[row] = read.score;
    names[row] = read.decision!;
  }
  return [
    { name: score, type: 'DOUBLE', nullable: false, data: highest },
    { name: decision, type: 'STRING', nullable: false, data: names },
  ];
};

/** A column with numeric bands is written as numbers, another one as text. */
const sliceData = ({ texts, numbers }: SliceColumn): Omit<ColumnSource, 'name'> =>
  numbers !== null
    ? { type: 'DOUBLE', data: Array.from(numbers, (value) => (Number.isNaN(value) ? null : value)) }
    : { type: 'STRING', data: Array.from(texts!.codes, (code) => texts!.values[code] ?? null) };
