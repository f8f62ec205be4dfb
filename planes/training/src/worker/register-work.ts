import { releaseRoutes, SlipwayError, type Work } from '@slipway/contracts';
import { callPersistently } from './persistent-call.ts';
import { readSignature } from './read-signature.ts';
import type { Doer } from './step-tools.ts';
import { workerEnvironment } from './worker-environment.ts';

type Artifact = Extract<Work, { kind: 'register' }>['artifacts'][number];

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
  const signature = await readSignature(signatureFile.digest, blobs);
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
            environment: workerEnvironment(),
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
