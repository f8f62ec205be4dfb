import {
  type ReleasePredicate,
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
