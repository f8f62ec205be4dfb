import { Digest, EvaluationPlan, EvaluationReport, ModelSignature, Name } from '@slipway/contracts';
import { z } from 'zod';

/** Names of the files that worker and evaluator exchange, below {@link EvaluationTask} `output` (the task itself aside). */
export const EVALUATION_FILES = {
  /** The only argument that is added to the evaluator's command: path of this file. */
  task: 'evaluate.json',
  /** Written by the evaluator: an {@link EvaluationResult}. */
  report: 'evaluation.json',
  /** Parquet: row, label, score, decision, loss, the champion's, and the slice columns; see predictionColumns. */
  predictions: 'predictions.parquet',
  /** JSON: WarmUpSamples. */
  samples: 'samples.json',
  /** Written instead of a report when the evaluation is not possible: `{code, error}`, as SlipwayError.toJSON makes it. */
  problem: 'problem.json',
} as const;

const EvaluatedModel = z.strictObject({
  /** model.onnx; read-only. */
  path: z.string(),
  signature: ModelSignature,
  digest: Digest,
});

/** Worker → evaluator. All paths are absolute. */
export const EvaluationTask = z.strictObject({
  candidate: EvaluatedModel,
  /** What serves the endpoint of the release intent now; absent when nothing does. */
  champion: EvaluatedModel.extend({ model: Name, version: z.int().min(1) }).optional(),
  /** Parquet; read-only. */
  holdout: z.strictObject({ path: z.string(), digest: Digest, rows: z.int() }),
  plan: EvaluationPlan,
  /** Program and first arguments of a predictor process, which answers the candidate's rows over HTTP; absent: none is asked. */
  predictorCommand: z.array(z.string()).min(1).optional(),
  seed: z.int(),
  /** Existing, empty directory for the files of {@link EVALUATION_FILES}. */
  output: z.string(),
});
export type EvaluationTask = z.infer<typeof EvaluationTask>;

/** Evaluator → worker: the report without the digests of the two files beside it, which the worker stores. */
export const EvaluationResult = EvaluationReport.omit({ predictions: true, samples: true });
export type EvaluationResult = z.infer<typeof EvaluationResult>;
