import type { Comparison, EvaluationPlan, ModelSignature } from '@slipway/contracts';
import type { EvaluationResult } from '../worker/evaluation-task.ts';
import { CALIBRATION_BINS } from './binary-measures.ts';
import { championComparison } from './champion-comparison.ts';
import { LEVEL } from './estimate.ts';
import { groupFairness } from './group-fairness.ts';
import { impossible } from './impossible.ts';
import { requireKnownMetrics } from './known-metrics.ts';
import { bootstrapMethod } from './paired-bootstrap.ts';
import { type RankingResult, rankingMeasures } from './ranking-measures.ts';
import { sliceRanking } from './ranking-slices.ts';
import type { SliceColumn, TextColumn } from './slice-column.ts';
import { plannedSlices } from './slice-pairs.ts';
import { MINIMUM_SLICE_ROWS, type ScoredRows, sliceResults } from './slice-results.ts';
import { taskFigures } from './task-figures.ts';
import { measuresOf } from './task-measures.ts';

export interface ReportInput {
  readonly signature: ModelSignature;
  readonly artifact: string;
  readonly snapshot: string;
  readonly plan: EvaluationPlan;
  readonly seed: number;
  readonly rows: ScoredRows;
  /** One for every column that the plan's slices, fairness groups and ranking name. */
  readonly sliceColumns: readonly SliceColumn[];
  /** Present when `rows.champion` is. */
  readonly champion: Comparison['champion'] | null;
}

/**
 * The report of scored rows, but for the time it took: the same input gives the same report. Only labels and scores go
 * into it; what a trainer says about its model does not.
 */
export const buildReport = (input: ReportInput): Omit<EvaluationResult, 'seconds'> => {
  const { signature, plan, seed, rows, sliceColumns } = input;
  const { labels, candidate } = rows;
  const measures = measuresOf(signature, { threshold: plan.threshold, seed });
  const ranking = rankingOf(input);
  const metrics = { ...measures.metrics(labels, candidate), ...ranking?.metrics };
  requireKnownMetrics(plan, Object.keys(metrics));
  const planned = plannedSlices(plan, sliceColumns);
  const ofSlice = plan.ranking && sliceRanking(plan.ranking, rankedColumn(input), rows);
  const slices = sliceResults(planned.slices, rows, measures, ofSlice);
  const compared =
    rows.champion === null || input.champion === null
      ? null
      : { rows: { ...rows, champion: rows.champion }, champion: input.champion };
  return {
    artifact: input.artifact,
    snapshot: input.snapshot,
    label: plan.label,
    threshold: plan.threshold,
    rows: labels.length,
    positives: measures.positives(labels),
    metrics,
    calibration: measures.calibration(labels, candidate),
    slices,
    ...(planned.leftOut === null ? {} : { slicesLeftOut: planned.leftOut }),
    comparison:
      compared &&
      championComparison({ signature, plan, seed, measures, metrics, ranking, slices, ...compared }),
    ...taskFigures(signature, plan, rows),
    ...(plan.fairness === undefined
      ? {}
      : {
          fairness: groupFairness(signature, plan, sliceColumns, { labels, scores: candidate }),
          ...(compared === null
            ? {}
            : {
                championFairness: groupFairness(signature, plan, sliceColumns, {
                  labels,
                  scores: compared.rows.champion,
                }),
              }),
        }),
    evaluator: {
      task: signature.task,
      ...(signature.task === 'binary'
        ? {
            positiveClass: signature.classes[1]!,
            calibration: `${CALIBRATION_BINS} equal-frequency bins, right-closed`,
          }
        : {}),
      ...(ranking === null
        ? {}
        : { rankedGroups: String(ranking.groups), ndcg: `at ${plan.ranking!.at}, linear gain` }),
      ...(compared === null ? {} : { bootstrap: bootstrapMethod(labels.length) }),
      level: String(LEVEL),
      seed: String(seed),
      minimumSliceRows: String(MINIMUM_SLICE_ROWS),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    },
  };
};

const rankingOf = (input: ReportInput): RankingResult | null => {
  const { signature, plan, seed, rows } = input;
  if (plan.ranking === undefined) return null;
  if (signature.task === 'multiclass')
    throw impossible('a ranking needs one score per row, and a multiclass model has several');
  return rankingMeasures(plan.ranking, rankedColumn(input), rows, seed);
};

const rankedColumn = ({ plan, sliceColumns }: ReportInput): TextColumn =>
  sliceColumns.find(({ name }) => name === plan.ranking?.group)!.texts!;
