import type { Identity, Review } from '@slipway/contracts';

/** Why a person may not decide on a review now; null when they may. The server has the last word. */
export type DecisionBar = 'closed' | 'role' | 'author' | 'approved-already';

export const mayDecide = (review: Review, { role, subject }: Identity): DecisionBar | null => {
  if (review.state !== 'open') return 'closed';
  if (role !== 'reviewer') return 'role';
  if (subject === review.author) return 'author';
  return review.decisions.some(({ verdict, by }) => verdict === 'approve' && by.subject === subject)
    ? 'approved-already'
    : null;
};
