import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CriterionResult, Decision, DecisionRequest, Identity, Review } from '@slipway/contracts';
import { registration, report } from '../fixtures/measured.ts';
import { decide } from './decide.ts';
import { evidenceDigestOf, freezeEvidence } from './evidence.ts';

const AT = '2026-01-01T00:00:00.000Z';
const person = (subject: string, role: Identity['role'] = 'reviewer'): Identity => ({
  subject,
  name: subject,
  role,
  unattended: false,
});

const reviewWith = (
  more: {
    readonly verdicts?: CriterionResult['verdict'][];
    readonly decisions?: Decision[];
    readonly state?: Review['state'];
    readonly requiredApprovals?: number;
  } = {},
): Review => {
  const { verdicts = [], decisions = [], state = 'open', requiredApprovals = 1 } = more;
  const evidence = {
    ...freezeEvidence(
      { ...registration('a'), model: 'm', version: 1, createdAt: AT },
      { ...report('a'), id: 'evaluation-1', model: 'm', version: 1, createdAt: AT },
      [],
      { pattern: 'model-load', endpoint: 'e', requiredApprovals },
    ),
    criteria: verdicts.map((verdict, i) => ({
      name: `c${i}`,
      expression: 'x',
      verdict,
      values: {},
      reason: '',
    })),
  };
  return {
    id: 'review-1',
    model: 'm',
    version: 1,
    endpoint: 'e',
    state,
    author: 'ada',
    evidence,
    evidenceDigest: evidenceDigestOf(evidence),
    decisions,
    release: null,
    openedAt: AT,
    closedAt: null,
  };
};

const request = (review: Review, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  verdict: 'approve',
  reason: 'looked at it',
  evidence: review.evidenceDigest,
  acceptFailures: false,
  ...more,
});

const outcomeOf = (review: Review, more: Partial<DecisionRequest> = {}, by = person('grace')) => {
  const outcome = decide(review, request(review, more), by, AT);
  assert.equal(outcome.kind, 'decided');
  return outcome as Extract<typeof outcome, { kind: 'decided' }>;
};

const earlier = (review: Review, by: Identity, verdict: Decision['verdict'] = 'approve'): Decision => ({
  verdict,
  reason: 'looked at it',
  by,
  at: AT,
  evidence: review.evidenceDigest,
  accepted: [],
});

test('each verdict leads to its state', () => {
  const review = reviewWith({ verdicts: ['pass'] });
  assert.equal(outcomeOf(review).state, 'approved');
  assert.equal(outcomeOf(review, { verdict: 'reject' }).state, 'rejected');
  assert.equal(outcomeOf(review, { verdict: 'request-changes' }).state, 'changes-requested');
  assert.deepEqual(outcomeOf(review).decision, earlier(review, person('grace')));
});

test('only a reviewer who is not the author decides, with a reason, on the evidence as it is', () => {
  const review = reviewWith();
  const refused = (more: Partial<DecisionRequest>, by: Identity, code: string) =>
    assert.throws(() => decide(review, request(review, more), by, AT), { code });
  refused({}, person('grace', 'operator'), 'FORBIDDEN');
  refused({}, person('ada'), 'REVIEWER_IS_AUTHOR');
  refused({ verdict: 'reject' }, person('ada'), 'REVIEWER_IS_AUTHOR');
  refused({ reason: '  ' }, person('grace'), 'REASON_REQUIRED');
  refused({ evidence: `sha256:${'0'.repeat(64)}` }, person('grace'), 'EVIDENCE_CHANGED');
});

test('evidence that was changed after it was frozen cannot be decided on', () => {
  const review = reviewWith();
  const changed = { ...review, evidence: { ...review.evidence, artifact: `sha256:${'1'.repeat(64)}` } };
  for (const evidence of [review.evidenceDigest, evidenceDigestOf(changed.evidence)]) {
    assert.throws(() => decide(changed, request(changed, { evidence }), person('grace'), AT), {
      code: 'EVIDENCE_CHANGED',
    });
  }
});

test('criteria that are failed or inconclusive must be accepted by name', () => {
  const review = reviewWith({ verdicts: ['pass', 'fail', 'inconclusive'] });
  assert.throws(() => decide(review, request(review), person('grace'), AT), {
    code: 'CRITERIA_NOT_MET',
    message: 'Criteria are not met: c1 (fail), c2 (inconclusive).',
  });
  assert.deepEqual(outcomeOf(review, { acceptFailures: true }).decision.accepted, ['c1', 'c2']);
  assert.deepEqual(outcomeOf(review, { verdict: 'reject' }).decision.accepted, []);
});

test('as many different reviewers as the plan requires must approve', () => {
  const review = reviewWith({ requiredApprovals: 2 });
  assert.equal(outcomeOf(review).state, 'open');
  const once = { ...review, decisions: [earlier(review, person('grace'))] };
  assert.equal(outcomeOf(once, {}, person('edsger')).state, 'approved');
  assert.throws(() => decide(once, request(once, { reason: 'again' }), person('grace'), AT), {
    code: 'ALREADY_EXISTS',
  });
  assert.equal(outcomeOf(once, { verdict: 'reject' }).state, 'rejected', 'a change of mind closes it');
});

test('a closed review takes no other decision, but the same one again is no error', () => {
  const open = reviewWith();
  const review = { ...open, state: 'approved' as const, decisions: [earlier(open, person('grace'))] };
  assert.deepEqual(decide(review, request(review), person('grace'), AT), { kind: 'repeated' });
  assert.throws(() => decide(review, request(review), person('edsger'), AT), { code: 'REVIEW_CLOSED' });
  assert.throws(() => decide(review, request(review, { verdict: 'reject' }), person('grace'), AT), {
    code: 'REVIEW_CLOSED',
  });
});
