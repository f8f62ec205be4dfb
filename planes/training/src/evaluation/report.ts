import type { Comparison, EvaluationPlan, ModelSignature } from '@slipway/contracts';
import type { EvaluationResult } from '../worker/evaluation-task.ts';
import { CALIBRATION_BINS } from './binary-measures.ts';
import { compareMetrics } from './comparison.ts';
import { LEVEL } from './estimate.ts';
import type { SliceColumn } from './slice-column.ts';
import { MINIMUM_SLICE_ROWS, type ScoredRows, sliceResults } from './slice-results.ts';
import { slicesOf } from './slicing.ts';
import { measuresOf } from './task-measures.ts';

export interface ReportInput {
  readonly signature: ModelSignature;
  readonly artifact: string;
  readonly snapshot: string;
  readonly plan: EvaluationPlan;
  readonly seed: number;
  readonly rows: ScoredRows;
  /** One for every column that the plan's slices name. */
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
  const metrics = measures.metrics(labels, candidate);
  const slices = plan.slices.flatMap((declaration) =>
    slicesOf(declaration, sliceColumns.find(({ name }) => name === declaration.column)!),
  );
  return {
    artifact: input.artifact,
    snapshot: input.snapshot,
    label: plan.label,
    threshold: plan.threshold,
    rows: labels.length,
    positives: measures.positives(labels),
    metrics,
    calibration: measures.calibration(labels, candidate),
    slices: sliceResults(slices, rows, measures),
    comparison:
      rows.champion === null || input.champion === null
        ? null
        : {
            champion: input.champion,
            metrics: compareMetrics(
              metrics,
              measures.metrics(labels, rows.champion),
              measures.differences(labels, rows.champion, candidate),
            ),
          },
    evaluator: {
      task: signature.task,
      ...(signature.task === 'binary'
        ? {
            positiveClass: signature.classes[1]!,
            calibration: `${CALIBRATION_BINS} equal-frequency bins, right-closed`,
          }
        : {}),
      level: String(LEVEL),
      seed: String(seed),
      minimumSliceRows: String(MINIMUM_SLICE_ROWS),
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    },
  };
};
