import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type ModelVersion, type Review, SlipwayError, type TrustedKeys } from '@slipway/contracts';
import { keyIdOf, signRelease, verifyRelease } from '@slipway/platform';
import type { Change } from '../storage/change.ts';
import { nextNumber } from '../storage/counter.ts';
import { releaseIdOf, releaseStatement } from './release-statement.ts';

/** Signs what was approved, with the Ed25519 key of this plane. */
export class ReleaseSigner {
  readonly #privateKeyPem: string;
  readonly #trusted: TrustedKeys;

  /** Throws INVALID_CONFIGURATION when the key is not among the trusted ones: nothing would load what it signs. */
  constructor(privateKeyPem: string, trusted: TrustedKeys) {
    const keyid = keyIdOf(createPublicKey(createPrivateKey(privateKeyPem)));
    if (!trusted.keys.some((key) => key.keyid === keyid)) {
      throw new SlipwayError('INVALID_CONFIGURATION', { reason: `the signing key ${keyid} is not trusted` });
    }
    this.#privateKeyPem = privateKeyPem;
    this.#trusted = trusted;
  }

  /** Writes the signed release of an approved review, as part of the change that approves it; returns its id. */
  async sign(change: Change, review: Review, version: ModelVersion): Promise<string> {
    const sequence = await nextNumber(change.tables, 'release');
    const statement = releaseStatement(review, version, sequence, change.at);
    const envelope = signRelease(statement, this.#privateKeyPem);
    // The check of the predictors, here: what they would refuse must not become a release.
    verifyRelease(envelope, this.#trusted);
    const id = releaseIdOf(review, sequence);
    await change.tables
      .insertInto('release')
      .values({
        id,
        sequence,
        model: review.model,
        version: review.version,
        endpoint: review.endpoint,
        artifact: review.evidence.artifact,
        review: review.id,
        envelope: JSON.stringify(envelope),
        state: 'active',
        created_at: change.at,
      })
      .execute();
    change.record('release.signed', id, {
      review: review.id,
      artifact: review.evidence.artifact,
      endpoint: review.endpoint,
      key: envelope.signatures[0]?.keyid,
    });
    return id;
  }
}
