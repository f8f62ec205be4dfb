import type { Envelope } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';

/** `sha256:<hex>` over the canonical JSON of a signed envelope: names the decision that allows a variant to answer. */
export const releaseDigestOf = (envelope: Envelope): string => digestOf(canonicalJson(envelope));
