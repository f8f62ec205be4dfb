import type { EvaluationPlan, Row } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import type { Holdout, HoldoutWindow } from './holdout.ts';
import { labelReader } from './label.ts';
import { groupColumns } from './plan-columns.ts';
import { rowReader } from './row-reader.ts';
import { type SliceColumn, SliceColumnBuilder } from './slice-column.ts';
import { type WarmUpRow, WarmUpRows } from './warm-up-rows.ts';

/** Rows that exist as objects at a time, and rows of one run of the graph: more only cost memory. */
const BATCH_ROWS = 4096;

/** What one pass over the holdout leaves, besides the scores that the contestants keep. */
export interface HoldoutFacts {
  readonly labels: Float64Array;
  readonly sliceColumns: readonly SliceColumn[];
  readonly warmUpRows: readonly WarmUpRow[];
}

export interface ScoreHoldoutOptions {
  readonly holdout: Holdout;
  readonly columns: readonly string[];
  readonly plan: EvaluationPlan;
  readonly candidate: Contestant;
  readonly champion: Contestant | null;
  /** Shown each window after all contestants have scored it, with the labels so far. */
  readonly observe: (window: HoldoutWindow, labels: Float64Array) => void;
  /** Told after each batch. */
  readonly onRows: (done: number) => void;
}

/** Reads the holdout once, window by window, and scores it with every contestant. Throws EVALUATION_IMPOSSIBLE. */
export const scoreHoldout = async (options: ScoreHoldoutOptions): Promise<HoldoutFacts> => {
  const { holdout, columns, plan, candidate, observe } = options;
  const read = labelReader(plan.label, candidate.signature);
  const labels = new Float64Array(holdout.rows);
  const builders = sliceBuilders(plan, holdout.rows);
  const warmUp = new WarmUpRows(candidate.features, holdout.rows);
  for await (const window of holdout.windows(columns)) {
    const cells = window.columns.get(plan.label)!;
    for (let row = 0; row < window.rows; row++)
      labels[window.start + row] = read(cells[row]!, window.start + row);
    for (const builder of builders) builder.add(window.columns.get(builder.name)!, window.start);
    await scoreWindow(window, options);
    warmUp.add(window);
    observe(window, labels);
  }
  return { labels, sliceColumns: builders.map((builder) => builder.build()), warmUpRows: warmUp.rows() };
};

/** Two batches are under way at a time: while models compute one, the rows of the next are made. */
const scoreWindow = async (
  window: HoldoutWindow,
  { candidate, champion, onRows }: ScoreHoldoutOptions,
): Promise<void> => {
  const scoreBatch = async (from: number) => {
    const to = Math.min(window.rows, from + BATCH_ROWS);
    const start = window.start + from;
    const rows = rowsOf(candidate, window, from, to);
    // Mostly both models have the same features, and half the objects do.
    const same = champion !== null && haveSameFeatures(candidate, champion);
    const scoring = [candidate.score(rows, start)];
    if (champion !== null)
      scoring.push(champion.score(same ? rows : rowsOf(champion, window, from, to), start));
    await Promise.all(scoring);
    onRows(window.start + to);
  };
  let before: Promise<void> = Promise.resolve();
  for (let from = 0; from < window.rows; from += BATCH_ROWS) {
    const batch = scoreBatch(from);
    // It is awaited later, and never when the one before it fails.
    batch.catch(() => undefined);
    await before;
    before = batch;
  }
  await before;
};

const rowsOf = ({ features }: Contestant, window: HoldoutWindow, from: number, to: number): Row[] => {
  const rowAt = rowReader(features, window);
  const rows: Row[] = [];
  for (let row = from; row < to; row++) rows.push(rowAt(row));
  return rows;
};

const haveSameFeatures = (a: Contestant, b: Contestant): boolean => {
  const names = new Set(a.features.map(({ name }) => name));
  return names.size === b.features.length && b.features.every(({ name }) => names.has(name));
};

const sliceBuilders = (plan: EvaluationPlan, rows: number): SliceColumnBuilder[] => {
  const groups = groupColumns(plan).map(({ column }) => column);
  return [...new Set([...plan.slices.map(({ column }) => column), ...groups])].map((name) => {
    const own = plan.slices.filter(({ column }) => column === name);
    return new SliceColumnBuilder(name, rows, {
      texts: groups.includes(name) || own.some(({ bands }) => bands === undefined),
      numbers: own.some(({ bands }) => bands !== undefined),
    });
  });
};
