import {
  ModelSignature,
  SlipwayError,
  type TrustedKeys,
  type WantedDeployment,
  type WarmUpSample,
  WarmUpSamples,
} from '@slipway/contracts';
import { type Blobs, verifyRelease } from '@slipway/platform';

/** What a release says about its model, as far as one can see from outside of it. */
export interface ReleasedFacts {
  readonly signature: ModelSignature;
  readonly samples: readonly WarmUpSample[];
}

/**
 * Reads them from the blobs that the signed statement names.
 * Throws RELEASE_*, BLOB_NOT_FOUND, DIGEST_MISMATCH, INVALID_SIGNATURE_FILE, MODEL_INVALID.
 */
export const releasedFacts = async (
  { envelope, release }: WantedDeployment,
  trustedKeys: TrustedKeys,
  blobs: Pick<Blobs, 'get'>,
): Promise<ReleasedFacts> => {
  const { model, version, sequence, signature, samples } = verifyRelease(envelope, trustedKeys).predicate;
  const signed = `${model}-${version}-${sequence}`;
  if (signed !== release)
    throw new SlipwayError('RELEASE_UNSIGNED', {
      reason: `the deployment names the release ${release}, but ${signed} was signed`,
    });
  return {
    signature: documentOf(ModelSignature, await blobs.get(signature), 'INVALID_SIGNATURE_FILE'),
    samples: documentOf(WarmUpSamples, await blobs.get(samples), 'MODEL_INVALID'),
  };
};

const documentOf = <Content>(
  schema: { parse(value: unknown): Content },
  bytes: Uint8Array,
  code: 'INVALID_SIGNATURE_FILE' | 'MODEL_INVALID',
): Content => {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new SlipwayError(code, { reason: 'a document of its release cannot be read' }, { cause });
  }
};
