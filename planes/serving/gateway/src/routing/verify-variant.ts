import { type RoutingVariant, SlipwayError, type TrustedKeys } from '@slipway/contracts';
import { verifyRelease } from '@slipway/platform';

/**
 * Why a variant must not get traffic on an endpoint: its release is not signed by a trusted key, not approved, or says something
 * else than the routing document. Null when it may.
 */
export const refusalOf = (endpoint: string, variant: RoutingVariant, trusted: TrustedKeys): string | null => {
  try {
    const { predicate } = verifyRelease(variant.envelope, trusted);
    const signed = `${predicate.model}-${predicate.version}-${predicate.sequence}`;
    if (predicate.artifact !== variant.artifact) {
      const what = `The artifact of variant "${variant.name}"`;
      throw new SlipwayError('DIGEST_MISMATCH', {
        what,
        actual: variant.artifact,
        expected: predicate.artifact,
      });
    }
    if (
      signed !== variant.release ||
      predicate.model !== variant.model ||
      predicate.version !== variant.version
    ) {
      const reason = `it is of release ${signed}, not of ${variant.release}`;
      throw new SlipwayError('RELEASE_UNSIGNED', { reason });
    }
    if (predicate.plan.endpoint !== endpoint) {
      const values = { release: signed, signed: predicate.plan.endpoint, endpoint };
      throw new SlipwayError('RELEASE_NOT_FOR_ENDPOINT', values);
    }
    return null;
  } catch (error) {
    const { code, message } = SlipwayError.from(error);
    return `${code}: ${message}`;
  }
};
