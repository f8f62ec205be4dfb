import {
  ModelSignature,
  SlipwayError,
  type TrustedKeys,
  type WantedDeployment,
  WarmUpSamples,
} from '@slipway/contracts';
import type { LoadedModel } from '@slipway/inference';
import { type Blobs, canonicalJson, digestOf, type Logger } from '@slipway/platform';
import type { BatchedModel } from '../batching/batcher.ts';
import type { ExecutionSettings } from '../execution/execution-settings.ts';
import { type Execution, startModel } from '../execution/start-model.ts';
import { verifyWanted } from './wanted-release.ts';

/** A model that was verified, loaded and warmed up, with the release that allows it. */
export interface ReleasedModel {
  readonly release: string;
  readonly name: string;
  readonly version: number;
  /** Digest of the model file. */
  readonly artifact: string;
  /** Digest of the signed envelope as canonical JSON: names the decision that allows this model to answer. */
  readonly releaseDigest: string;
  /** The endpoint that it was released for. */
  readonly endpoint: string;
  readonly model: LoadedModel & BatchedModel;
  readonly execution: Execution;
}

export interface ReleasedModelOptions {
  readonly trustedKeys: TrustedKeys;
  readonly blobs: Pick<Blobs, 'get'>;
  readonly logger: Logger;
  readonly execution?: ExecutionSettings | undefined;
}

/**
 * Loads what a person has approved and nothing else: the envelope must be signed by a trusted key, and model, signature and
 * samples must be the very bytes that the statement names. The model is loaded from the bytes that were digested.
 * Throws EXECUTION_LOST, RELEASE_*, DIGEST_MISMATCH, BLOB_NOT_FOUND, INVALID_SIGNATURE_FILE, MODEL_INVALID, WARM_UP_MISMATCH.
 */
export const loadReleasedModel = async (
  wanted: WantedDeployment,
  { trustedKeys, blobs, logger, execution: settings = {} }: ReleasedModelOptions,
): Promise<ReleasedModel> => {
  const predicate = verifyWanted(wanted, trustedKeys);
  const signature = readDocument(
    (document) => ModelSignature.parse(document),
    await verifiedBlob(blobs, predicate.signature, 'signature.json'),
    'INVALID_SIGNATURE_FILE',
  );
  const samples = readDocument(
    (document) => WarmUpSamples.parse(document),
    await verifiedBlob(blobs, predicate.samples, 'The warm-up samples'),
    'MODEL_INVALID',
  );
  const bytes = () => verifiedBlob(blobs, predicate.artifact, 'The model file');
  const { model, execution } = await startModel({ signature, bytes, samples, settings, logger });
  const { release, model: name, version, artifact, envelope } = wanted;
  return {
    release,
    name,
    version,
    artifact,
    releaseDigest: digestOf(canonicalJson(envelope)),
    endpoint: predicate.plan.endpoint,
    model,
    execution,
  };
};

/** The port verifies too; here it is the rule of the plane, whatever stands behind the port. */
const verifiedBlob = async (blobs: Pick<Blobs, 'get'>, digest: string, what: string): Promise<Uint8Array> => {
  const bytes = await blobs.get(digest);
  const actual = digestOf(bytes);
  if (actual !== digest) throw new SlipwayError('DIGEST_MISMATCH', { what, actual, expected: digest });
  return bytes;
};

const readDocument = <Content>(
  parse: (document: unknown) => Content,
  bytes: Uint8Array,
  code: 'INVALID_SIGNATURE_FILE' | 'MODEL_INVALID',
): Content => {
  try {
    return parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new SlipwayError(code, { reason: 'a document of its release cannot be read' }, { cause });
  }
};
