import { type DecisionRequest, type Identity, type Review, SlipwayError } from '@slipway/contracts';
import { findVersion } from '../registry/model-registry.ts';
import type { ReleaseSigner } from '../releases/release-signer.ts';
import type { Change } from '../storage/change.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { decide } from './decide.ts';
import { reviewOf } from './review-row.ts';

/** Takes decisions on reviews. The approval that completes a review signs its release in the same transaction. */
export class Decisions {
  readonly #store: ReleaseStore;
  readonly #signer: ReleaseSigner;

  constructor(store: ReleaseStore, signer: ReleaseSigner) {
    this.#store = store;
    this.#signer = signer;
  }

  /** Throws NOT_FOUND and what `decide` throws. */
  take(by: Identity, id: string, request: DecisionRequest): Promise<Review> {
    return this.#store.change(by, async (change) => {
      const review = await lockReview(change, id);
      const outcome = decide(review, request, by, change.at);
      if (outcome.kind === 'repeated') return review;
      const { decision, state } = outcome;
      change.record('review.decided', id, {
        verdict: decision.verdict,
        reason: decision.reason,
        evidence: decision.evidence,
        accepted: decision.accepted,
        unattended: by.unattended,
      });
      const decided: Review = {
        ...review,
        state,
        decisions: [...review.decisions, decision],
        closedAt: state === 'open' ? null : change.at,
      };
      const release = state === 'approved' ? await this.#release(change, decided) : null;
      await change.tables
        .updateTable('review')
        .set({ state, decisions: JSON.stringify(decided.decisions), closed_at: decided.closedAt, release })
        .where('id', '=', id)
        .execute();
      return { ...decided, release };
    });
  }

  async #release(change: Change, review: Review): Promise<string> {
    const version = await findVersion(change.tables, review.model, review.version);
    return this.#signer.sign(change, review, version);
  }
}

/** Whoever decides at the same time waits here, and then sees the decision that came first. */
const lockReview = async ({ tables }: Change, id: string): Promise<Review> => {
  const row = await tables
    .selectFrom('review')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Review', name: id });
  return reviewOf(row);
};
