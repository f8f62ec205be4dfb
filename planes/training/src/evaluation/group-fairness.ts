import type { EvaluationPlan, FairnessGap, FairnessResult, ModelSignature, Range } from '@slipway/contracts';
import { type GroupRate, groupGap, normalInterval, sampleMoments, wilsonInterval } from '@slipway/statistics';
import { LEVEL } from './estimate.ts';
import { impossible } from './impossible.ts';
import { mostProbable } from './multiclass-measures.ts';
import type { SliceColumn } from './slice-column.ts';
import { MINIMUM_SLICE_ROWS } from './slice-results.ts';
import { type Slice, slicesOf } from './slicing.ts';

/** Beyond, no reader compares them, and a column with as many values is no group. */
const MOST_GROUPS = 50;

interface GroupRows {
  readonly labels: Float64Array;
  /** Row-major, as wide as the task has scores. */
  readonly scores: Float64Array;
}

/**
 * Rates of each group of the declared columns and how far the groups lie apart, for one model (methods.md 3.6). Throws
 * EVALUATION_IMPOSSIBLE when a declared reference is no group of its column.
 */
export const groupFairness = (
  signature: ModelSignature,
  { fairness, threshold }: Pick<EvaluationPlan, 'fairness' | 'threshold'>,
  columns: readonly SliceColumn[],
  rows: GroupRows,
): FairnessResult[] =>
  (fairness?.groups ?? []).map((name) => {
    const column = columns.find((one) => one.name === name)!;
    const reference = fairness?.reference?.[name] ?? null;
    const slices = slicesOf({ column: name, top: MOST_GROUPS }, column);
    const groups = slices.map((slice) => groupOf(slice, signature, threshold, rows));
    if (reference !== null && !groups.some(({ group }) => group === reference))
      throw impossible(
        `the reference "${reference}" is no group of "${name}"; its groups are ${slices.map(({ value }) => value).join(', ')}`,
      );
    const leftOut = (column.texts?.values.length ?? 0) - MOST_GROUPS;
    return {
      column: name,
      reference,
      level: LEVEL,
      ...(leftOut > 0 ? { leftOut } : {}),
      groups: groups.map(({ measured, ...group }) => ({ ...group, rates: rangesOf(measured) })),
      gaps: gapsBetween(groups, reference),
    };
  });

type Rates = Readonly<Record<string, GroupRate | null>>;

interface Group extends Omit<FairnessResult['groups'][number], 'rates'> {
  readonly measured: Rates;
}

const groupOf = (
  { value, rows }: Slice,
  signature: ModelSignature,
  threshold: number,
  all: GroupRows,
): Group => {
  const sufficient = rows.length >= MINIMUM_SLICE_ROWS;
  let positives = 0;
  if (signature.task === 'binary') for (const row of rows) positives += all.labels[row]!;
  return {
    group: value,
    rows: rows.length,
    positives,
    status: sufficient ? 'ok' : 'insufficient',
    measured: sufficient ? ratesOf(signature, threshold, rows, all) : {},
  };
};

const ratesOf = (
  { task, classes }: ModelSignature,
  threshold: number,
  rows: Int32Array,
  { labels, scores }: GroupRows,
): Rates => {
  if (task === 'regression') {
    const errors = Float64Array.from(rows, (row) => scores[row]! - labels[row]!);
    return { error: meanRate(errors), absoluteError: meanRate(errors.map(Math.abs)) };
  }
  if (task === 'multiclass') {
    const right = rows.filter((row) => mostProbable(scores, row, classes.length) === labels[row]);
    return { accuracy: share(right.length, rows.length) };
  }
  let [tp, fp, fn] = [0, 0, 0];
  for (const row of rows) {
    const decided = scores[row]! >= threshold;
    if (labels[row] === 1) decided ? tp++ : fn++;
    else if (decided) fp++;
  }
  const negatives = rows.length - tp - fn;
  return {
    selectionRate: share(tp + fp, rows.length),
    truePositiveRate: share(tp, tp + fn),
    falsePositiveRate: share(fp, negatives),
    precision: share(tp, tp + fp),
    calibration: meanRate(Float64Array.from(rows, (row) => scores[row]! - labels[row]!)),
  };
};

const share = (successes: number, n: number): GroupRate | null =>
  n === 0 ? null : { kind: 'share', successes, n };

const meanRate = (values: Float64Array): GroupRate => {
  const { n, mean, variance } = sampleMoments(values);
  return { kind: 'mean', mean, standardError: Math.sqrt(Math.max(0, variance) / n) };
};

const rangesOf = (rates: Rates): Record<string, Range | null> =>
  Object.fromEntries(
    Object.entries(rates).map(([name, rate]) => {
      if (rate === null) return [name, null];
      const { value, lower, upper } =
        rate.kind === 'share'
          ? wilsonInterval(rate.successes, rate.n, LEVEL)!
          : normalInterval(rate.mean, rate.standardError, LEVEL);
      return [name, { value, lower, upper }];
    }),
  );

const gapsBetween = (groups: readonly Group[], reference: string | null): Record<string, FairnessGap> => {
  const names = new Set(groups.flatMap(({ measured }) => Object.keys(measured)));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const rated = groups.flatMap(({ group, measured }): [string, GroupRate][] => {
        const rate = measured[name];
        return rate ? [[group, rate]] : [];
      });
      const gap = groupGap(new Map(rated), { level: LEVEL, ...(reference === null ? {} : { reference }) });
      if (gap === null) return [];
      const known = new Set(rated.map(([group]) => group));
      const excluded = groups.map(({ group }) => group).filter((group) => !known.has(group));
      return [[name, { ...gap, excluded }]];
    }),
  );
};
