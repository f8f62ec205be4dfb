import {
  type Envelope,
  type ReleasePredicate,
  ReleaseStatement,
  SlipwayError,
  type TrustedKeys,
  type WantedDeployment,
} from '@slipway/contracts';
import { verifyRelease } from '@slipway/platform';

/**
 * What was decided about the model that a deployment wants: the predicate of its verified envelope.
 * Throws RELEASE_KEY_UNKNOWN, RELEASE_UNSIGNED (also when the envelope is about another release than the deployment says),
 * RELEASE_NOT_APPROVED.
 */
export const verifyWanted = (wanted: WantedDeployment, trustedKeys: TrustedKeys): ReleasePredicate => {
  const { predicate } = verifyRelease(wanted.envelope, trustedKeys);
  const signed = {
    model: predicate.model,
    version: predicate.version,
    artifact: predicate.artifact,
    release: `${predicate.model}-${predicate.version}-${predicate.sequence}`,
  };
  for (const [what, value] of Object.entries(signed)) {
    const claimed = wanted[what as keyof typeof signed];
    if (claimed !== value)
      throw new SlipwayError('RELEASE_UNSIGNED', {
        reason: `the deployment names the ${what} ${claimed}, but ${value} was signed`,
      });
  }
  return predicate;
};

/**
 * The deployment that a signed release stands for when nobody has written one. Nothing is verified yet: that is done when it
 * is loaded. Throws RELEASE_UNSIGNED when the envelope holds no release statement.
 */
export const wantedOf = (envelope: Envelope): WantedDeployment => {
  let statement: ReleaseStatement;
  try {
    statement = ReleaseStatement.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')));
  } catch (cause) {
    throw new SlipwayError(
      'RELEASE_UNSIGNED',
      { reason: 'the payload is not a release statement' },
      { cause },
    );
  }
  const { model, version, sequence, artifact } = statement.predicate;
  const release = `${model}-${version}-${sequence}`;
  return { id: release, release, model, version, artifact, envelope, replicas: 1 };
};
