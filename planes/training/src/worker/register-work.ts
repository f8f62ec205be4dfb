import { ModelSignature, releaseRoutes, SlipwayError, type Work } from '@slipway/contracts';
import { type Blobs, describeProblems, problemsOf } from '@slipway/platform';
import manifest from '../../package.json' with { type: 'json' };
import { callPersistently } from './persistent-call.ts';
import type { Doer } from './step-tools.ts';

type Artifact = Extract<Work, { kind: 'register' }>['artifacts'][number];

const signatureOf = async ({ digest }: Artifact, blobs: Blobs): Promise<ModelSignature> => {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(await blobs.get(digest)).toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SlipwayError(
      'INVALID_SIGNATURE_FILE',
      { reason: `signature.json: ${cause.message}` },
      { cause },
    );
  }
  const parsed = ModelSignature.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new SlipwayError(
    'INVALID_SIGNATURE_FILE',
    { reason: describeProblems(problems) },
    { field: problems[0]?.field, problems, cause: parsed.error },
  );
};

/** What the version was made in, as far as the worker knows; it runs the steps on its own machine. */
const environmentOf = (): Record<string, string> => ({
  node: process.versions.node,
  platform: process.platform,
  arch: process.arch,
  slipway: manifest.version,
});

/** Registers what the training step wrote as a version with its lineage. The registry makes one version per run. */
export const doRegister: Doer<'register'> = async (work, { assignment, registry, blobs, session }) => {
  const find = (file: string): Artifact => {
    const artifact = work.artifacts.find(({ name }) => name === file);
    if (artifact === undefined)
      throw new SlipwayError('STEP_OUTPUT_MISSING', { step: assignment.step, file });
    return artifact;
  };
  const model = find('model.onnx');
  const signatureFile = find('signature.json');
  const signature = await signatureOf(signatureFile, blobs);
  const { run, job, author, parameters, seed } = assignment;
  const { snapshots, code, command, release } = work;
  const { version } = await callPersistently(
    () =>
      registry.call(releaseRoutes.registerVersion, {
        params: { model: work.model },
        body: {
          artifact: model.digest,
          artifactBytes: model.bytes,
          signatureDigest: signatureFile.digest,
          signature,
          lineage: {
            run,
            job,
            author,
            snapshots,
            code,
            command,
            environment: environmentOf(),
            parameters,
            seed,
          },
          ...(release ? { release } : {}),
        },
      }),
    session.signal,
  );
  session.say('platform', `registered ${work.model} version ${version}`);
  return { model: { name: work.model, version } };
};
