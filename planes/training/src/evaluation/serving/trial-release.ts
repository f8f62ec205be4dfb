import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ModelSignature,
  RELEASE_PREDICATE_TYPE,
  type ReleaseStatement,
  STATEMENT_TYPE,
  type WarmUpSample,
} from '@slipway/contracts';
import {
  canonicalJson,
  dataDirectory,
  digestOf,
  generateSigningKey,
  signRelease,
  writeAtomically,
} from '@slipway/platform';

/** The name under which a candidate is asked; it is nobody's model yet. */
const MODEL = 'candidate';

export interface TrialModel {
  /** Of model.onnx; read-only. */
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
  readonly signature: ModelSignature;
  readonly samples: readonly WarmUpSample[];
}

export interface TrialRelease {
  /** Data directory of the one predictor that trusts the release. */
  readonly dataDirectory: string;
  /** The model with its release, as an image carries them. */
  readonly modelDirectory: string;
}

/**
 * Lays out a candidate below `directory` so that a real predictor takes it, although nobody has released it: signed with a
 * key that is made here, forgotten here, and trusted by what is started with this data directory and nothing else.
 */
export const layOutTrial = async (directory: string, model: TrialModel): Promise<TrialRelease> => {
  const data = dataDirectory(join(directory, 'data'));
  const modelDirectory = join(directory, 'model');
  await mkdir(modelDirectory, { recursive: true });
  const signature = JSON.stringify(model.signature);
  const samples = canonicalJson(model.samples);
  const key = generateSigningKey();
  const statement = statementOf(model, { signature: digestOf(signature), samples: digestOf(samples) });
  await symlink(model.path, join(modelDirectory, 'model.onnx'));
  await writeAtomically(join(modelDirectory, 'signature.json'), signature);
  await writeAtomically(join(modelDirectory, 'samples.json'), samples);
  await writeAtomically(
    join(modelDirectory, 'release.json'),
    JSON.stringify(signRelease(statement, key.privateKeyPem)),
  );
  await writeAtomically(data.trustedKeys, JSON.stringify({ keys: [key.trusted] }));
  return { dataDirectory: data.root, modelDirectory };
};

const statementOf = (
  { digest: artifact, bytes }: TrialModel,
  digests: { readonly signature: string; readonly samples: string },
): ReleaseStatement => {
  const now = new Date().toISOString();
  // Frozen evidence is what this trial is a part of: there is none yet.
  const evidence = digestOf('');
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'model.onnx', digest: { sha256: artifact.slice('sha256:'.length) } }],
    predicateType: RELEASE_PREDICATE_TYPE,
    predicate: {
      ...digests,
      artifact,
      artifactBytes: bytes,
      model: MODEL,
      version: 1,
      lineage: {
        run: 'trial',
        job: 'trial',
        author: 'trainer',
        snapshots: [],
        code: { directory: '/', commit: null, dirty: false },
        command: [],
        environment: {},
        parameters: {},
        seed: 0,
      },
      evaluation: 'trial',
      evidence,
      criteria: [],
      plan: { pattern: 'model-in-image', endpoint: MODEL, requiredApprovals: 1 },
      decisions: [
        {
          verdict: 'approve',
          reason: 'It is being evaluated, and serves nobody.',
          by: { subject: 'evaluator', name: 'the evaluator', role: 'reviewer', unattended: true },
          at: now,
          evidence,
          accepted: [],
        },
      ],
      review: 'trial',
      sequence: 1,
      signedAt: now,
    },
  };
};
