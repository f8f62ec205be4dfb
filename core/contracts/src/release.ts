import { z } from 'zod';
import { CriterionResult } from './criterion.ts';
import { Digest, Id, Name, Timestamp } from './identifier.ts';
import { Lineage } from './model-version.ts';
import { Decision, ReleasePlan } from './review.ts';

export const RELEASE_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const RELEASE_PREDICATE_TYPE = 'https://slipway.dev/release/v1';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** DSSE envelope: https://github.com/secure-systems-lab/dsse. `payload` and `sig` are base64. */
export const Envelope = z.strictObject({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })).min(1),
});
export type Envelope = z.infer<typeof Envelope>;

export const ReleasePredicate = z.strictObject({
  model: Name,
  version: z.int().min(1),
  artifact: Digest,
  artifactBytes: z.int(),
  /** Digest of the signature.json blob. */
  signature: Digest,
  /** Digest of the warm-up samples blob. */
  samples: Digest,
  lineage: Lineage,
  evaluation: Id,
  evidence: Digest,
  criteria: z.array(CriterionResult.pick({ name: true, verdict: true })),
  plan: ReleasePlan,
  decisions: z.array(Decision).min(1),
  review: Id,
  sequence: z.int().min(1),
  signedAt: Timestamp,
});
export type ReleasePredicate = z.infer<typeof ReleasePredicate>;

/** The in-toto statement that is signed; the subject is the model file by its SHA-256. */
export const ReleaseStatement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z
    .array(
      z.strictObject({
        name: z.string(),
        digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      }),
    )
    .min(1),
  predicateType: z.literal(RELEASE_PREDICATE_TYPE),
  predicate: ReleasePredicate,
});
export type ReleaseStatement = z.infer<typeof ReleaseStatement>;

export const Release = z.strictObject({
  /** `<model>-<version>-<sequence>` */
  id: Id,
  model: Name,
  version: z.int(),
  endpoint: Name,
  artifact: Digest,
  review: Id,
  sequence: z.int(),
  envelope: Envelope,
  state: z.enum(['active', 'revoked']),
  createdAt: Timestamp,
});
export type Release = z.infer<typeof Release>;

/** Public keys that predictors and gateways trust; `publicKey` is SPKI in base64. */
export const TrustedKeys = z.strictObject({
  keys: z.array(z.strictObject({ keyid: z.string(), publicKey: z.string() })),
});
export type TrustedKeys = z.infer<typeof TrustedKeys>;
