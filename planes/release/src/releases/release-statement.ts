import {
  type ModelVersion,
  RELEASE_PREDICATE_TYPE,
  type ReleaseStatement,
  type Review,
  STATEMENT_TYPE,
} from '@slipway/contracts';

/** `<model>-<version>-<sequence>` */
export const releaseIdOf = (review: Pick<Review, 'model' | 'version'>, sequence: number): string =>
  `${review.model}-${review.version}-${sequence}`;

/**
 * The in-toto statement of an approved review (https://in-toto.io/Statement/v1): the subject is the model file,
 * the predicate binds it to its evidence, plan and decisions.
 */
export const releaseStatement = (
  review: Review,
  version: ModelVersion,
  sequence: number,
  signedAt: string,
): ReleaseStatement => {
  const { evidence } = review;
  return {
    _type: STATEMENT_TYPE,
    subject: [
      {
        name: `${review.model}-${review.version}.onnx`,
        digest: { sha256: evidence.artifact.slice('sha256:'.length) },
      },
    ],
    predicateType: RELEASE_PREDICATE_TYPE,
    predicate: {
      model: review.model,
      version: review.version,
      artifact: evidence.artifact,
      artifactBytes: version.artifactBytes,
      signature: evidence.signatureDigest,
      samples: evidence.evaluation.samples,
      lineage: evidence.lineage,
      evaluation: evidence.evaluation.id,
      evidence: review.evidenceDigest,
      criteria: evidence.criteria.map(({ name, verdict }) => ({ name, verdict })),
      plan: evidence.plan,
      decisions: review.decisions,
      review: review.id,
      sequence,
      signedAt,
    },
  };
};
