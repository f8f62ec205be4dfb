import type { TrainingColumns } from './decision-forest.ts';

/** A column to train on; the label's values must be 0/1 or booleans. */
export interface ColumnDeclaration {
  readonly name: string;
  readonly kind: 'number' | 'category';
}

/** The snapshot cannot be trained on; the message is for the author of the job. */
export class TrainingDataError extends Error {
  override readonly name = 'TrainingDataError';
}

/**
 * Turns the values of a snapshot's columns (as Parquet readers give them: bigint for 64-bit integers, null for missing)
 * into what the learner takes: features as declared, the label as the texts '0' and '1'. `order` gives the rows' order.
 * Throws `TrainingDataError` for no rows, text among numbers, a missing or other label than 0/1, and a single class.
 */
export function trainingColumns(
  values: ReadonlyMap<string, readonly unknown[]>,
  features: readonly ColumnDeclaration[],
  label: string,
  order: Uint32Array,
): TrainingColumns {
  if (order.length === 0) throw new TrainingDataError('the training input has no rows');
  const pick = <T>(name: string, read: (value: unknown, column: string) => T): T[] => {
    const source = values.get(name);
    if (!source) throw new TrainingDataError(`column ${name} is missing from the training input`);
    return Array.from(order, (row) => read(source[row], name));
  };
  const columns: TrainingColumns = {};
  for (const { name, kind } of features)
    columns[name] = kind === 'number' ? pick(name, number) : pick(name, category);
  const labels = pick(label, zeroOrOne);
  if (!labels.includes('0') || !labels.includes('1')) {
    throw new TrainingDataError(`column ${label} has one class only (${labels[0]}); both 0 and 1 are needed`);
  }
  columns[label] = labels;
  return columns;
}

function number(value: unknown, column: string): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new TrainingDataError(`column ${column} must hold numbers, but has ${JSON.stringify(value)}`);
}

function category(value: unknown, column: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new TrainingDataError(`column ${column} must hold texts, but has ${String(value)}`);
}

function zeroOrOne(value: unknown, column: string): string {
  if (value === true || value === 1 || value === 1n) return '1';
  if (value === false || value === 0 || value === 0n) return '0';
  throw new TrainingDataError(`column ${column} must hold 0 or 1, but has ${String(value)}`);
}
