import {
  type ModelVersion,
  type ReproductionReport,
  releaseRoutes,
  reproductionRoutes,
  SlipwayError,
  type Work,
} from '@slipway/contracts';
import { evaluateFile } from '../evaluate-work.ts';
import { callPersistently } from '../persistent-call.ts';
import { readSignature } from '../read-signature.ts';
import type { Doer, StepTools } from '../step-tools.ts';
import { compareMetrics } from './compare-metrics.ts';

type ReproduceWork = Extract<Work, { kind: 'reproduce' }>;
type Verdict = Pick<ReproductionReport, 'verdict' | 'reason' | 'artifact' | 'metrics'>;

const orderOf = ({ assignment }: StepTools) => {
  const { reproduces } = assignment;
  if (reproduces === undefined) throw new Error('a step was handed out without the run that it makes again');
  return reproduces;
};

/** Stores a verdict on the version; the same again changes nothing. */
export const storeVerdict = async (verdict: Verdict, tools: StepTools): Promise<void> => {
  const { registry, session, assignment } = tools;
  const { model, version, run: reproduces, tolerance } = orderOf(tools);
  const body = { run: assignment.run, reproduces, tolerance, ...verdict };
  const params = { model, version };
  const { signal } = session;
  await callPersistently(
    () => registry.call(reproductionRoutes.addReproduction, { params, body }, { signal }),
    signal,
  );
  session.say('platform', `${model} version ${version} made again: ${verdict.verdict}, ${verdict.reason}`);
};

/** Another model: its metrics on the recorded holdout against the recorded ones. */
const byMetrics = async (work: ReproduceWork, recorded: ModelVersion, tools: StepTools): Promise<Verdict> => {
  const { registry, session, blobs } = tools;
  const { signal } = session;
  const artifact = work.artifacts.find(({ name }) => name === 'model.onnx');
  const signatureFile = work.artifacts.find(({ name }) => name === 'signature.json');
  const different = (reason: string): Verdict => ({
    verdict: 'different',
    reason,
    artifact: artifact?.digest ?? null,
    metrics: [],
  });
  if (artifact === undefined || signatureFile === undefined)
    return different('the step wrote no model.onnx or no signature.json this time');
  const { model, version } = recorded;
  const evaluations = await callPersistently(
    () => registry.call(releaseRoutes.listEvaluations, { params: { model, version } }, { signal }),
    signal,
  );
  const { evaluation } = work;
  const measured = evaluations.find(({ snapshot }) => snapshot === evaluation?.holdout.digest);
  if (evaluation === null || measured === undefined)
    return different(
      'the model is another one, and no evaluation of the recorded one could be compared with',
    );
  const made: ModelVersion = {
    ...recorded,
    artifact: artifact.digest,
    artifactBytes: artifact.bytes,
    signatureDigest: signatureFile.digest,
    signature: await readSignature(signatureFile.digest, blobs),
  };
  const { plan, holdout } = evaluation;
  const result = await evaluateFile({ kind: 'evaluate', plan, holdout, model, version }, made, null, tools);
  const { tolerance } = orderOf(tools);
  const metrics = compareMetrics(measured.metrics, result.metrics, tolerance);
  const off = metrics.filter(({ matches }) => !matches).map(({ name }) => name);
  const verdict = { artifact: artifact.digest, metrics };
  if (off.length === 0)
    return {
      ...verdict,
      verdict: 'equivalent',
      reason: `the model is another one, but its ${metrics.length} metrics match within ${tolerance}`,
    };
  return {
    ...verdict,
    verdict: 'different',
    reason: `the model is another one, and these metrics differ by more than ${tolerance}: ${off.join(', ')}`,
  };
};

/** Compares the model that was made again with the recorded version, and stores the verdict on that version. */
export const doReproduce: Doer<'reproduce'> = async (work, tools) => {
  const { registry, session } = tools;
  const { model, version } = orderOf(tools);
  const { signal } = session;
  const recorded = await callPersistently(
    () => registry.call(releaseRoutes.getVersion, { params: { model, version } }, { signal }),
    signal,
  );
  const same = work.artifacts.some(
    ({ name, digest }) => name === 'model.onnx' && digest === recorded.artifact,
  );
  const verdict: Verdict = same
    ? {
        verdict: 'identical',
        reason: 'the same model, byte for byte',
        artifact: recorded.artifact,
        metrics: [],
      }
    : await byMetrics(work, recorded, tools);
  await storeVerdict(verdict, tools);
  return { reproduction: verdict.verdict };
};

/** Codes of what will not come back. */
const GONE: readonly string[] = ['BLOB_NOT_FOUND', 'DIGEST_MISMATCH'];

/** Why an error means that a run cannot be made again; null when it means something else. */
export const goneReason = (error: unknown): string | null =>
  error instanceof SlipwayError && GONE.includes(error.code) ? error.message.replace(/\.$/, '') : null;
