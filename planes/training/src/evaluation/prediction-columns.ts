import type { ModelSignature } from '@slipway/contracts';
import type { ColumnSource } from 'hyparquet-writer';
import { mostProbable } from './multiclass-measures.ts';
import type { SliceColumn } from './slice-column.ts';
import type { ScoredRows } from './slice-results.ts';

/**
 * Columns of the predictions file: `row` (from 0, the order of the holdout), `label`, `score`, with a champion
 * `championScore`, and the slice columns. Binary: label 0 or 1, score the probability of the positive class. Multiclass:
 * label and `decision` (and `championDecision`) are class names, score the highest probability. Regression: values.
 * A slice column with one of these names is written as `slice_<name>`.
 */
export const predictionColumns = (
  signature: ModelSignature,
  { labels, candidate, champion }: ScoredRows,
  sliceColumns: readonly SliceColumn[],
): ColumnSource[] => {
  const own: ColumnSource[] = [
    { name: 'row', type: 'INT32', nullable: false, data: Int32Array.from(labels, (_, row) => row) },
    labelColumn(signature, labels),
    ...scoreColumns(signature, candidate, 'score', 'decision'),
    ...(champion === null ? [] : scoreColumns(signature, champion, 'championScore', 'championDecision')),
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
  { task, classes }: ModelSignature,
  scores: Float64Array,
  score: string,
  decision: string,
): ColumnSource[] => {
  if (task !== 'multiclass') return [{ name: score, type: 'DOUBLE', nullable: false, data: scores }];
  const width = classes.length;
  const best = Int32Array.from({ length: scores.length / width }, (_, row) =>
    mostProbable(scores, row, width),
  );
  const highest = Float64Array.from(best, (k, row) => scores[row * width + k]!);
  const names = Array.from(best, (k) => classes[k]!);
  return [
    { name: decision, type: 'STRING', nullable: false, data: names },
    { name: score, type: 'DOUBLE', nullable: false, data: highest },
  ];
};

/** A column with numeric bands is written as numbers, another one as text. */
const sliceData = ({ texts, numbers }: SliceColumn): Omit<ColumnSource, 'name'> =>
  numbers !== null
    ? { type: 'DOUBLE', data: Array.from(numbers, (value) => (Number.isNaN(value) ? null : value)) }
    : { type: 'STRING', data: Array.from(texts!.codes, (code) => texts!.values[code] ?? null) };
