import { Digest, EvaluationPlan, ModelSignature, Name, SlipwayError } from '@slipway/contracts';
import { problemsOf, readJson } from '@slipway/platform';
import { z } from 'zod';

const ModelFile = z.strictObject({ path: z.string().min(1), signature: ModelSignature, digest: Digest });

/** The file evaluate.json: all that one evaluation depends on. Paths are absolute; nothing else is read. */
export const EvaluationTask = z.strictObject({
  candidate: ModelFile,
  champion: z.strictObject({ ...ModelFile.shape, model: Name, version: z.int().min(1) }).optional(),
  /** The snapshot of the plan's query, as Parquet. */
  holdout: z.strictObject({ path: z.string().min(1), digest: Digest, rows: z.int().min(0) }),
  plan: EvaluationPlan,
  /** Of the bootstrap intervals; recorded in the report. */
  seed: z.int().min(0),
  /** An existing directory or one to create; receives EVALUATION_FILES. */
  output: z.string().min(1),
});
export type EvaluationTask = z.infer<typeof EvaluationTask>;

/** Reads evaluate.json. Throws EVALUATION_IMPOSSIBLE when it is absent, no JSON, or breaks the schema. */
export const readEvaluationTask = async (path: string): Promise<EvaluationTask> => {
  const content = await readJson(path).catch((error: Error) => {
    throw new SlipwayError(
      'EVALUATION_IMPOSSIBLE',
      { reason: `${path} is no JSON: ${error.message}` },
      { cause: error },
    );
  });
  if (content === null)
    throw new SlipwayError('EVALUATION_IMPOSSIBLE', { reason: `there is no file ${path}` });
  const parsed = EvaluationTask.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const reason = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new SlipwayError('EVALUATION_IMPOSSIBLE', { reason }, { problems });
};
