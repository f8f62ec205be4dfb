import {
  type Decision,
  type DecisionRequest,
  type Identity,
  type Review,
  SlipwayError,
} from '@slipway/contracts';
import { evidenceDigestOf } from './evidence.ts';

/** What a decision does to a review: nothing new, or one more decision and the state after it. */
export type DecisionOutcome =
  | { readonly kind: 'repeated' }
  | { readonly kind: 'decided'; readonly decision: Decision; readonly state: Review['state'] };

const CLOSING = { reject: 'rejected', 'request-changes': 'changes-requested' } as const;

/**
 * The rules of a decision. Approval closes the review once as many different reviewers as its plan requires have approved;
 * a rejection or a request for changes closes it at once. The same decision sent again is `repeated`.
 * Throws FORBIDDEN, REVIEWER_IS_AUTHOR, REASON_REQUIRED, REVIEW_CLOSED, EVIDENCE_CHANGED, CRITERIA_NOT_MET, ALREADY_EXISTS.
 */
export const decide = (
  review: Review,
  { verdict, reason, evidence, acceptFailures }: DecisionRequest,
  by: Identity,
  at: string,
): DecisionOutcome => {
  if (by.role !== 'reviewer') throw new SlipwayError('FORBIDDEN', { role: by.role, roles: 'reviewer' });
  if (by.subject === review.author) throw new SlipwayError('REVIEWER_IS_AUTHOR');
  if (reason.trim() === '') throw new SlipwayError('REASON_REQUIRED', {}, { field: 'reason' });

  const own = review.decisions.filter((earlier) => earlier.by.subject === by.subject);
  const same = own.some(
    (earlier) => earlier.verdict === verdict && earlier.reason === reason && earlier.evidence === evidence,
  );
  if (same) return { kind: 'repeated' };
  if (review.state !== 'open') {
    throw new SlipwayError('REVIEW_CLOSED', { review: review.id, state: review.state });
  }
  // The frozen evidence is hashed again: nobody may have changed it under the decision, not in the database either.
  const actual = evidenceDigestOf(review.evidence);
  const expected = actual === review.evidenceDigest ? evidence : review.evidenceDigest;
  if (actual !== expected) {
    throw new SlipwayError('EVIDENCE_CHANGED', { actual, expected }, { field: 'evidence' });
  }
  const decided = (accepted: string[], state: Review['state']): DecisionOutcome => ({
    kind: 'decided',
    decision: { verdict, reason, by, at, evidence, accepted },
    state,
  });
  if (verdict !== 'approve') return decided([], CLOSING[verdict]);

  const unmet = review.evidence.criteria.filter((result) => result.verdict !== 'pass');
  if (unmet.length > 0 && !acceptFailures) {
    const criteria = unmet.map((result) => `${result.name} (${result.verdict})`).join(', ');
    throw new SlipwayError('CRITERIA_NOT_MET', { criteria }, { field: 'acceptFailures' });
  }
  if (own.some((earlier) => earlier.verdict === 'approve')) {
    throw new SlipwayError('ALREADY_EXISTS', { what: 'The approval of', name: by.subject });
  }
  const approvers = new Set(
    review.decisions.filter((earlier) => earlier.verdict === 'approve').map((earlier) => earlier.by.subject),
  ).add(by.subject);
  const enough = approvers.size >= review.evidence.plan.requiredApprovals;
  return decided(
    unmet.map(({ name }) => name),
    enough ? 'approved' : 'open',
  );
};
