import { SlipwayError } from '@slipway/contracts';
import { problemsOf, readJson } from '@slipway/platform';
import { EvaluationTask } from '../worker/evaluation-task.ts';
import { impossible } from './impossible.ts';

/** Reads evaluate.json. Throws EVALUATION_IMPOSSIBLE when it is absent, no JSON, or breaks the schema. */
export const readTask = async (path: string): Promise<EvaluationTask> => {
  const content = await readJson(path).catch((error: Error) => {
    throw impossible(`${path} is no JSON: ${error.message}`, error);
  });
  if (content === null) throw impossible(`there is no file ${path}`);
  const parsed = EvaluationTask.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const reason = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new SlipwayError('EVALUATION_IMPOSSIBLE', { reason }, { problems });
};
