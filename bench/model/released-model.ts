import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import type { Envelope, ModelSignature, WantedDeployment } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import {
  type DataDirectory,
  dataDirectory,
  generateSigningKey,
  signRelease,
  writeAtomically,
} from '@slipway/platform';
import { approvedStatement } from '@slipway/platform/fixtures';
import type { BenchContext } from '../bench.ts';
import type { BenchModel } from './bench-model.ts';

/** A model of a bench on its own endpoint, which is named like it: every contestant takes the same request. */
export interface ReleasedModel {
  readonly name: string;
  readonly signature: ModelSignature;
  readonly directory: DataDirectory;
  readonly deployment: WantedDeployment;
  /** `deployment` as a file, for the predictor process. */
  readonly deploymentFile: string;
  /** The same release for another endpoint. */
  readonly envelopeFor: (endpoint: string) => Envelope;
  /** The same model as another version, released by itself. */
  readonly deploymentOf: (version: number) => WantedDeployment;
}

/** A data directory of its own with the model released for the endpoint of its name: blobs, signed statement, trusted key. */
export const releaseModel = async (
  bench: BenchModel,
  { resources }: BenchContext,
): Promise<ReleasedModel> => {
  const { name, model, signature } = bench;
  const root = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(root, { recursive: true, force: true }));
  const directory = dataDirectory(root);
  const blobs = createFileBlobs(directory.blobs);
  const artifact = await blobs.put(model);
  const digests = {
    signature: (await blobs.put(Buffer.from(JSON.stringify(signature)))).digest,
    samples: (await blobs.put(Buffer.from(JSON.stringify(await warmUpSamples(bench))))).digest,
  };
  const key = generateSigningKey();
  const envelopeFor = (endpoint: string, version = 1): Envelope =>
    signRelease(
      approvedStatement({
        ...digests,
        model: name,
        version,
        sequence: version,
        endpoint,
        artifact: artifact.digest,
        artifactBytes: artifact.bytes,
      }),
      key.privateKeyPem,
    );
  const deploymentOf = (version: number): WantedDeployment => ({
    id: 'dep-1',
    release: `${name}-${version}-${version}`,
    model: name,
    version,
    artifact: artifact.digest,
    envelope: envelopeFor(name, version),
    replicas: 1,
  });
  const deployment = deploymentOf(1);
  const deploymentFile = join(root, 'deployment.json');
  await writeAtomically(deploymentFile, JSON.stringify(deployment));
  await writeAtomically(directory.trustedKeys, JSON.stringify({ keys: [key.trusted] }));
  await writeAtomically(directory.access, JSON.stringify({ tokens: [] }));
  return { name, signature, directory, deployment, deploymentFile, envelopeFor, deploymentOf };
};

const warmUpSamples = async ({ model, signature, rows: rowsOf }: BenchModel) => {
  const loaded = await loadModel(model, signature);
  const rows = rowsOf(8);
  const scores = await loaded.score(rows);
  await loaded.release();
  return rows.map((row, index) => ({ row, score: scores[index]! }));
};
