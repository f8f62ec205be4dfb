import { join } from 'node:path';
import { EvaluationReport, SlipwayError } from '@slipway/contracts';
import { readJson } from '@slipway/platform';
import type { z } from 'zod';

/** What the evaluator leaves in its output directory. The report is written last: when it exists, the others do. */
export const EVALUATION_FILES = {
  /** An EvaluationDraft. */
  report: 'evaluation.json',
  /** Parquet: row, label, score, with a champion championScore, and the slice columns. */
  predictions: 'predictions.parquet',
  /** WarmUpSamples. */
  samples: 'samples.json',
} as const;

/** The report before its two files have become blobs: whoever stores them adds `predictions` and `samples`. */
export const EvaluationDraft = EvaluationReport.omit({ predictions: true, samples: true });
export type EvaluationDraft = z.infer<typeof EvaluationDraft>;

/** The report in an output directory. Throws EVALUATION_IMPOSSIBLE when the evaluator did not finish. */
export const readEvaluationDraft = async (directory: string): Promise<EvaluationDraft> => {
  const content = await readJson(join(directory, EVALUATION_FILES.report));
  if (content === null)
    throw new SlipwayError('EVALUATION_IMPOSSIBLE', { reason: 'the evaluator wrote no report' });
  return EvaluationDraft.parse(content);
};
