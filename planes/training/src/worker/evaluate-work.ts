import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Evaluation,
  type ModelVersion,
  type ReleaseIntent,
  type Route,
  type RouteInput,
  type RouteOutput,
  releaseRoutes,
  SlipwayError,
  type Work,
} from '@slipway/contracts';
import { readJson, writeAtomically } from '@slipway/platform';
import { z } from 'zod';
import { EVALUATION_FILES, EvaluationResult, type EvaluationTask } from './evaluation-task.ts';
import { callPersistently } from './persistent-call.ts';
import { runProcess } from './run-process.ts';
import { servingVariant } from './serving-variant.ts';
import { StepFailed } from './step-failed.ts';
import type { Doer, StepTools } from './step-tools.ts';

type EvaluateWork = Extract<Work, { kind: 'evaluate' }>;

/** Bootstrap intervals over many slices of a large holdout take minutes. */
const TIMEOUT_MS = 30 * 60_000;

const Problem = z.object({ code: z.string().optional(), error: z.string() });

const ask = <T extends Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>>(
  route: T,
  input: RouteInput<T>,
  { registry, session }: StepTools,
): Promise<RouteOutput<T>> =>
  callPersistently(() => registry.call(route, input, { signal: session.signal }), session.signal);

/** The version that a candidate is compared with; null when nothing serves its endpoint. */
const championOf = async (
  { endpoint }: ReleaseIntent,
  candidate: ModelVersion,
  tools: StepTools,
): Promise<ModelVersion | null> => {
  const serving = await servingVariant(endpoint, tools);
  if (serving === null) return null;
  const { model, version } = serving;
  // A retried step may find its own version in production; a comparison with itself says nothing.
  if (model === candidate.model && version === candidate.version) return null;
  return ask(releaseRoutes.getVersion, { params: { model, version } }, tools);
};

const evaluated = async ({ artifact, signature }: ModelVersion, { blobs }: StepTools) => ({
  path: await blobs.path(artifact),
  signature,
  digest: artifact,
});

const writeTask = async (
  work: EvaluateWork,
  candidate: ModelVersion,
  champion: ModelVersion | null,
  tools: StepTools,
): Promise<string> => {
  const { digest, rows } = work.holdout;
  const task: EvaluationTask = {
    candidate: await evaluated(candidate, tools),
    ...(champion === null
      ? {}
      : {
          champion: {
            ...(await evaluated(champion, tools)),
            model: champion.model,
            version: champion.version,
          },
        }),
    holdout: { path: await tools.blobs.path(digest), digest, rows },
    plan: work.plan,
    ...(tools.predictorCommand === undefined ? {} : { predictorCommand: [...tools.predictorCommand] }),
    seed: tools.assignment.seed,
    output: tools.directory.output,
  };
  const path = join(tools.directory.root, EVALUATION_FILES.task);
  await writeAtomically(path, JSON.stringify(task));
  return path;
};

/** Runs the evaluator; what it says of an evaluation that is not possible becomes the reason of the failure. */
const runEvaluator = async (task: string, tools: StepTools): Promise<void> => {
  const { evaluatorCommand, directory, childEnvironment } = tools;
  try {
    await runProcess(
      {
        command: [...evaluatorCommand, task],
        directory: directory.root,
        environment: childEnvironment({}),
        timeoutMs: TIMEOUT_MS,
      },
      tools,
    );
  } catch (error) {
    const said = Problem.safeParse(await readJson(join(directory.output, EVALUATION_FILES.problem)));
    if (!(error instanceof StepFailed) || !said.success) throw error;
    const { code = 'EVALUATION_IMPOSSIBLE', error: reason } = said.data;
    throw new StepFailed({ ...error.reported.failure, code, reason: reason.replace(/\.$/, '') }, false);
  }
};

const readResult = async (
  path: string,
  work: EvaluateWork,
  candidate: ModelVersion,
): Promise<EvaluationResult> => {
  const result = EvaluationResult.parse(JSON.parse(await readFile(path, 'utf8')));
  if (result.artifact !== candidate.artifact || result.snapshot !== work.holdout.digest)
    throw new SlipwayError('EVALUATION_IMPOSSIBLE', {
      reason: 'the evaluator reports on another model or holdout',
    });
  return result;
};

const storeResult = async (
  work: EvaluateWork,
  candidate: ModelVersion,
  tools: StepTools,
): Promise<Evaluation> => {
  const { blobs, directory } = tools;
  const file = (name: string) => join(directory.output, name);
  const put = async (name: string): Promise<string> => {
    await access(file(name)).catch((cause: unknown) => {
      throw new SlipwayError(
        'EVALUATION_IMPOSSIBLE',
        { reason: `the evaluator wrote no ${name}` },
        { cause },
      );
    });
    return (await blobs.put({ file: file(name) })).digest;
  };
  const predictions = await put(EVALUATION_FILES.predictions);
  const samples = await put(EVALUATION_FILES.samples);
  const result = await readResult(file(EVALUATION_FILES.report), work, candidate);
  const { model, version } = candidate;
  return ask(
    releaseRoutes.addEvaluation,
    { params: { model, version }, body: { ...result, predictions, samples } },
    tools,
  );
};

/** Measures a model in a process of its own and keeps nothing: `candidate` need not be registered. */
export const evaluateFile = async (
  work: EvaluateWork,
  candidate: ModelVersion,
  champion: ModelVersion | null,
  tools: StepTools,
): Promise<EvaluationResult> => {
  await runEvaluator(await writeTask(work, candidate, champion, tools), tools);
  return readResult(join(tools.directory.output, EVALUATION_FILES.report), work, candidate);
};

/** Evaluates a version on the holdout in a process of its own, hands the report to the registry, and asks for a review. */
export const doEvaluate: Doer<'evaluate'> = async (work, tools) => {
  const { session } = tools;
  const { model, version, release } = work;
  const candidate = await ask(releaseRoutes.getVersion, { params: { model, version } }, tools);
  const champion = release ? await championOf(release, candidate, tools) : null;
  session.say(
    'platform',
    champion === null
      ? 'there is no champion to compare with'
      : `comparing with the champion, ${champion.model} version ${champion.version}`,
  );
  await runEvaluator(await writeTask(work, candidate, champion, tools), tools);
  const { id: evaluation } = await storeResult(work, candidate, tools);
  if (release === undefined) return { evaluation, review: null };
  const { endpoint, criteria } = release;
  const body = { model, version, evaluation, endpoint, criteria };
  const { id: review } = await ask(releaseRoutes.openReview, { body }, tools);
  session.say('platform', `review ${review} waits for a decision`);
  return { evaluation, review };
};
