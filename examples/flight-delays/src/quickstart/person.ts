import { isCancel, select, text } from '@clack/prompts';
import type { Review } from '@slipway/contracts';

export interface ReviewAnswer {
  readonly verdict: 'approve' | 'reject' | 'request-changes';
  readonly reason: string;
  readonly acceptFailures: boolean;
}

export interface PromotionAnswer {
  readonly promote: boolean;
  readonly reason: string;
}

/** Whoever decides: a person at the terminal, or the demo reviewer for unattended use. */
export interface Person {
  readonly reviewer: 'reviewer' | 'demo-reviewer';
  decide(review: Review): Promise<ReviewAnswer>;
  promote(question: string, recommended: boolean, rule: string): Promise<PromotionAnswer>;
}

const cancelled = () => new Error('Cancelled: nothing was decided.');

const askReason = async (message: string): Promise<string> => {
  const reason = await text({
    message,
    validate: (value) => (value?.trim() ? undefined : 'A decision needs a reason.'),
  });
  if (isCancel(reason)) throw cancelled();
  return reason.trim();
};

const unmet = (review: Review): string[] =>
  review.evidence.criteria.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name);

/** Asks at the terminal. */
export const personAtTerminal: Person = {
  reviewer: 'reviewer',
  decide: async (review) => {
    const missing = unmet(review);
    const verdict = await select({
      message: `Release ${review.model} version ${review.version} to endpoint ${review.endpoint}?`,
      options: [
        {
          value: 'approve' as const,
          label: missing.length > 0 ? `Approve, although not met: ${missing.join(', ')}` : 'Approve',
        },
        { value: 'request-changes' as const, label: 'Ask for changes' },
        { value: 'reject' as const, label: 'Reject' },
      ],
    });
    if (isCancel(verdict)) throw cancelled();
    return { verdict, reason: await askReason('Why?'), acceptFailures: missing.length > 0 };
  },
  promote: async (question, recommended, rule) => {
    const answer = await select({
      message: question,
      initialValue: recommended,
      options: [
        { value: true, label: 'Promote the challenger' },
        { value: false, label: 'Keep the champion' },
      ],
    });
    if (isCancel(answer)) throw cancelled();
    return { promote: answer, reason: await askReason(`Why? (the rule: ${rule})`) };
  },
};

const named = (review: Review, wanted: 'fail' | 'inconclusive'): string =>
  review.evidence.criteria.flatMap(({ name, verdict }) => (verdict === wanted ? [name] : [])).join(', ');

/** Signs unattended: asks for changes when a criterion fails, approves otherwise, and follows the stated rule. */
export const demoReviewer: Person = {
  reviewer: 'demo-reviewer',
  decide: async (review) => {
    const failed = named(review, 'fail');
    if (failed) {
      return {
        verdict: 'request-changes',
        reason: `Unattended demo (--yes): not met: ${failed}.`,
        acceptFailures: false,
      };
    }
    const open = named(review, 'inconclusive');
    const finding = open
      ? `no criterion fails; inconclusive and accepted: ${open}`
      : 'every criterion is met';
    return {
      verdict: 'approve',
      reason: `Unattended demo (--yes): ${finding}.`,
      acceptFailures: open !== '',
    };
  },
  promote: async (_question, recommended, rule) => ({
    promote: recommended,
    reason: `Unattended demo (--yes) follows the rule: ${rule}`,
  }),
};
