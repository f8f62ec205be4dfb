import type { Estimate, Metrics, SliceResult } from '@slipway/contracts';
import { holm, pairedTest } from '@slipway/statistics';
import { differenceOf } from './estimate.ts';
import { type Measures, mean, subtract } from './measures.ts';
import type { Slice } from './slicing.ts';

/** With fewer rows a slice says nothing, and is never taken for a pass (methods.md 3.6). */
export const MINIMUM_SLICE_ROWS = 50;
/** Holm-adjusted p below which a harm is significant. */
const ALPHA = 0.05;

export interface ScoredRows {
  readonly labels: Float64Array;
  readonly candidate: Float64Array;
  /** Null without a champion. */
  readonly champion: Float64Array | null;
}

/**
 * Metrics of each slice, those of its ranking included, and whether the candidate's loss is higher than the champion's there: a one-sided paired t test,
 * because a gain is no harm, with Holm's correction over all slices of the evaluation that have enough rows.
 */
export const sliceResults = (
  slices: readonly Slice[],
  rows: ScoredRows,
  measures: Measures,
  ranking: ((rows: Int32Array) => Metrics) | null = null,
): SliceResult[] => {
  const judged = slices.map((slice) => judge(slice, rows, measures, ranking));
  const tested = judged.flatMap(({ harm }) => (harm === null ? [] : [harm]));
  const adjusted = holm(tested.map(({ p }) => p));
  let next = 0;
  return judged.map(({ harm, ...result }) => {
    if (harm === null) return { ...result, harm: null };
    const adjustedP = adjusted[next++]!;
    const { difference } = harm;
    return {
      ...result,
      harm: {
        difference: {
          ...difference,
          method: `${difference.method}, ${measures.loss}; one-sided p, Holm over ${tested.length} slices`,
        },
        adjustedP,
        significant: adjustedP < ALPHA,
      },
    };
  });
};

interface Judged extends Omit<SliceResult, 'harm'> {
  readonly harm: { readonly difference: Estimate; readonly p: number } | null;
}

const judge = (
  { column, value, parts, rows }: Slice,
  scored: ScoredRows,
  measures: Measures,
  ranking: ((rows: Int32Array) => Metrics) | null,
): Judged => {
  const labels = pick(scored.labels, rows, 1);
  const base = {
    column,
    value,
    ...(parts === undefined ? {} : { parts }),
    rows: rows.length,
    positives: measures.positives(labels),
  };
  if (rows.length < MINIMUM_SLICE_ROWS) return { ...base, status: 'insufficient', metrics: {}, harm: null };
  const candidate = pick(scored.candidate, rows, measures.width);
  const metrics = { ...measures.metrics(labels, candidate), ...ranking?.(rows) };
  if (scored.champion === null) return { ...base, status: 'ok', metrics, harm: null };
  const champion = pick(scored.champion, rows, measures.width);
  const increase = subtract(measures.losses(labels, candidate), measures.losses(labels, champion));
  return { ...base, status: 'ok', metrics, harm: harmOf(increase) };
};

const harmOf = (increase: Float64Array): NonNullable<Judged['harm']> => {
  const { difference, p } = differenceOf(pairedTest(increase), mean(increase), 'paired-t');
  if (p === null) {
    // Every row is worse, or better, by the same amount: without a spread there is no t, but the signs speak.
    const worse = (difference.value ?? 0) > 0;
    return {
      difference: { ...difference, method: `sign test, ${difference.method}` },
      p: worse ? 0.5 ** increase.length : 1,
    };
  }
  return { difference, p: (difference.value ?? 0) > 0 ? p / 2 : 1 - p / 2 };
};

const pick = (values: Float64Array, rows: Int32Array, width: number): Float64Array => {
  const picked = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < width; k++) picked[i * width + k] = values[rows[i]! * width + k]!;
  return picked;
};
