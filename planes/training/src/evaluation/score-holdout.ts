import type { EvaluationPlan } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import type { Holdout } from './holdout.ts';
import { labelReader } from './label.ts';
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
  /** Told after each batch. */
  readonly onRows: (done: number) => void;
}

/** Reads the holdout once, window by window, and scores it with every contestant. Throws EVALUATION_IMPOSSIBLE. */
export const scoreHoldout = async (options: ScoreHoldoutOptions): Promise<HoldoutFacts> => {
  const { holdout, columns, plan, candidate, champion, onRows } = options;
  const read = labelReader(plan.label, candidate.signature);
  const labels = new Float64Array(holdout.rows);
  const builders = sliceBuilders(plan, holdout.rows);
  const warmUp = new WarmUpRows(candidate.features, holdout.rows);
  for await (const window of holdout.windows(columns)) {
    const cells = window.columns.get(plan.label)!;
    for (let row = 0; row < window.rows; row++)
      labels[window.start + row] = read(cells[row]!, window.start + row);
    for (const builder of builders) builder.add(window.columns.get(builder.name)!, window.start);
    for (let from = 0; from < window.rows; from += BATCH_ROWS) {
      const to = Math.min(window.rows, from + BATCH_ROWS);
      await candidate.score(window, from, to);
      await champion?.score(window, from, to);
      onRows(window.start + to);
    }
    warmUp.add(window);
  }
  return { labels, sliceColumns: builders.map((builder) => builder.build()), warmUpRows: warmUp.rows() };
};

const sliceBuilders = ({ slices }: EvaluationPlan, rows: number): SliceColumnBuilder[] =>
  [...new Set(slices.map(({ column }) => column))].map((name) => {
    const own = slices.filter(({ column }) => column === name);
    return new SliceColumnBuilder(name, rows, {
      texts: own.some(({ bands }) => bands === undefined),
      numbers: own.some(({ bands }) => bands !== undefined),
    });
  });
