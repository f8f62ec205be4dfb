import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import {
  RELEASE_PREDICATE_TYPE,
  type ReleaseStatement,
  STATEMENT_TYPE,
  type WantedDeployment,
} from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import {
  type DataDirectory,
  dataDirectory,
  generateSigningKey,
  signRelease,
  writeAtomically,
} from '@slipway/platform';
import type { BenchContext } from '../bench.ts';
import { forestModel, forestRows } from './forest.ts';

export const MODEL = 'forest';
export const ENDPOINT = 'forest';
const RELEASE = `${MODEL}-1-1`;
/** The release plane freezes evidence; a bench has none but its own name. */
const EVIDENCE = `sha256:${'0'.repeat(64)}`;
const NOW = new Date(0).toISOString();

export interface ReleasedForest {
  readonly directory: DataDirectory;
  readonly deployment: WantedDeployment;
  /** `deployment` as a file, for the predictor process. */
  readonly deploymentFile: string;
}

/** A data directory of its own with the model released for the endpoint: blobs, signed statement, trusted key. */
export const releaseForest = async ({ resources }: BenchContext): Promise<ReleasedForest> => {
  const root = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(root, { recursive: true, force: true }));
  const directory = dataDirectory(root);
  const blobs = createFileBlobs(directory.blobs);
  const { model, signature } = forestModel();
  const artifact = await blobs.put(model);
  const statement = statementOf(artifact, {
    signature: (await blobs.put(Buffer.from(JSON.stringify(signature)))).digest,
    samples: (await blobs.put(Buffer.from(JSON.stringify(await warmUpSamples())))).digest,
  });
  const key = generateSigningKey();
  const deployment: WantedDeployment = {
    id: 'dep-1',
    release: RELEASE,
    model: MODEL,
    version: 1,
    artifact: artifact.digest,
    envelope: signRelease(statement, key.privateKeyPem),
    replicas: 1,
  };
  const deploymentFile = join(root, 'deployment.json');
  await writeAtomically(deploymentFile, JSON.stringify(deployment));
  await writeAtomically(directory.trustedKeys, JSON.stringify({ keys: [key.trusted] }));
  await writeAtomically(directory.access, JSON.stringify({ tokens: [] }));
  return { directory, deployment, deploymentFile };
};

const warmUpSamples = async () => {
  const { model, signature } = forestModel();
  const loaded = await loadModel(model, signature);
  const rows = forestRows(32);
  const scores = await loaded.score(rows);
  await loaded.release();
  return rows.map((row, index) => ({ row, score: scores[index]! }));
};

const statementOf = (
  artifact: { readonly digest: string; readonly bytes: number },
  digests: { readonly signature: string; readonly samples: string },
): ReleaseStatement => ({
  _type: STATEMENT_TYPE,
  subject: [{ name: 'model.onnx', digest: { sha256: artifact.digest.slice('sha256:'.length) } }],
  predicateType: RELEASE_PREDICATE_TYPE,
  predicate: {
    ...digests,
    artifact: artifact.digest,
    artifactBytes: artifact.bytes,
    model: MODEL,
    version: 1,
    lineage: {
      run: 'bench',
      job: 'bench',
      author: 'author',
      snapshots: [],
      code: { directory: import.meta.dirname, commit: null, dirty: false },
      command: [],
      environment: {},
      parameters: {},
      seed: 1,
    },
    evaluation: 'bench',
    evidence: EVIDENCE,
    criteria: [],
    plan: { pattern: 'model-load', endpoint: ENDPOINT, requiredApprovals: 1 },
    decisions: [
      {
        verdict: 'approve',
        reason: 'It is measured, and serves nobody.',
        by: { subject: 'reviewer', name: 'the bench', role: 'reviewer', unattended: true },
        at: NOW,
        evidence: EVIDENCE,
        accepted: [],
      },
    ],
    review: 'bench',
    sequence: 1,
    signedAt: NOW,
  },
});
