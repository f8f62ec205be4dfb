import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseRoutes } from '@slipway/contracts';
import { canonicalJson, digestOf, verifyRelease } from '@slipway/platform';
import { comparison, figure, registration, report } from '../fixtures/measured.ts';
import { usePlanes } from '../fixtures/running-plane.ts';
import { approve, MODEL, openReview } from '../fixtures/walk.ts';

const startPlane = usePlanes();
const BAR = { name: 'auc', pass: 'eval.auc.value > 0.9', whenAbsent: 'inconclusive' as const };

test('a review freezes its evidence, and is opened once per evaluation and endpoint', async (t) => {
  const plane = await startPlane(t);
  const [review, repeat] = await Promise.all([
    openReview(plane, 'a', { criteria: [BAR] }),
    openReview(plane, 'a', { criteria: [BAR] }),
  ]);
  assert.deepEqual(repeat, review);
  assert.equal(review.state, 'open');
  assert.equal(review.evidenceDigest, digestOf(canonicalJson(review.evidence)));
  assert.equal(review.evidence.plan.requiredApprovals, 1);
  assert.deepEqual(review.evidence.criteria, [
    {
      name: 'auc',
      expression: 'eval.auc.value > 0.9',
      verdict: 'fail',
      values: { 'eval.auc.value': 0.7 },
      reason: '',
    },
  ]);
  const elsewhere = await openReview(plane, 'a', { endpoint: 'other' });
  assert.notEqual(elsewhere.id, review.id);
  const shown = await plane.as('viewer').call(releaseRoutes.getReview, { params: { review: review.id } });
  assert.deepEqual(shown, review);
});

test('a review without criteria takes those that the version was registered with', async (t) => {
  const plane = await startPlane(t);
  const worker = plane.as('worker');
  const params = { model: MODEL };
  await worker.call(releaseRoutes.registerVersion, {
    params,
    body: registration('a', { release: { endpoint: 'late', criteria: [BAR] } }),
  });
  const evaluation = await worker.call(releaseRoutes.addEvaluation, {
    params: { ...params, version: 1 },
    body: report('a', { comparison: comparison(0.6, figure(0.1)) }),
  });
  const open = (endpoint: string) =>
    plane.as('author').call(releaseRoutes.openReview, {
      body: { ...params, version: 1, evaluation: evaluation.id, endpoint },
    });
  assert.equal((await open('late')).evidence.criteria.length, 1);
  assert.equal((await open('other')).evidence.criteria.length, 0);
});

test('a review of what does not fit together is refused with the field', async (t) => {
  const plane = await startPlane(t);
  const { evidence } = await openReview(plane, 'a');
  await openReview(plane, 'b');
  const open = (version: number, evaluation: string, pass = 'true') =>
    plane.as('author').call(releaseRoutes.openReview, {
      body: { model: MODEL, version, evaluation, endpoint: 'x', criteria: [{ name: 'c', pass }] },
    });
  const { id } = evidence.evaluation;
  await assert.rejects(open(2, id), { code: 'INVALID_REQUEST', field: 'evaluation' });
  await assert.rejects(open(1, 'none'), { code: 'NOT_FOUND' });
  await assert.rejects(open(3, id), { code: 'NOT_FOUND' });
  await assert.rejects(open(1, id, 'nope > 1'), { code: 'INVALID_EXPRESSION', field: 'criteria[0].pass' });
});

test('an approval signs a release that the serving plane accepts', async (t) => {
  const plane = await startPlane(t);
  const review = await openReview(plane, 'a', { criteria: [BAR] });
  await assert.rejects(approve(plane, review), { code: 'CRITERIA_NOT_MET' });
  await assert.rejects(approve(plane, review, 'ada'), { code: 'REVIEWER_IS_AUTHOR' });
  const decided = await plane.as('grace').call(releaseRoutes.decide, {
    params: { review: review.id },
    body: {
      verdict: 'approve',
      reason: 'first model',
      evidence: review.evidenceDigest,
      acceptFailures: true,
    },
  });
  assert.equal(decided.state, 'approved');
  assert.equal(decided.release, 'late-flights-1-1');
  const { release, statement } = await plane
    .as('viewer')
    .call(releaseRoutes.getRelease, { params: { release: 'late-flights-1-1' } });
  assert.deepEqual(verifyRelease(release.envelope, plane.trustedKeys), statement);
  const { predicate, subject } = statement;
  assert.equal(`sha256:${subject[0]?.digest.sha256}`, review.evidence.artifact);
  assert.equal(predicate.evidence, review.evidenceDigest);
  assert.deepEqual(predicate.decisions, decided.decisions);
  assert.deepEqual(predicate.decisions[0]?.accepted, ['auc']);
  assert.deepEqual(predicate.criteria, [{ name: 'auc', verdict: 'fail' }]);
  assert.deepEqual(await plane.as('viewer').call(releaseRoutes.trustedKeys, {}), plane.trustedKeys);
});

test('approvals at the same time sign once, and a repeated one is answered', async (t) => {
  const plane = await startPlane(t);
  const review = await openReview(plane, 'a');
  const outcomes = await Promise.allSettled([
    approve(plane, review, 'grace'),
    approve(plane, review, 'edsger'),
    approve(plane, review, 'grace'),
  ]);
  const done = outcomes.filter(({ status }) => status === 'fulfilled');
  const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
  assert.ok(done.length >= 1);
  assert.deepEqual([...new Set(codes)], ['REVIEW_CLOSED']);
  const { items } = await plane.as('viewer').call(releaseRoutes.listReleases, {});
  assert.equal(items.length, 1);
  const first = await plane.as('viewer').call(releaseRoutes.getReview, { params: { review: review.id } });
  const again = await approve(plane, review, first.decisions[0]?.by.subject);
  assert.deepEqual(again, first);
});

test('two approvals are required of two reviewers when the plan says so', async (t) => {
  const plane = await startPlane(t, { requiredApprovals: 2 });
  const review = await openReview(plane, 'a');
  assert.equal((await approve(plane, review, 'grace')).state, 'open');
  const decided = await approve(plane, review, 'edsger');
  assert.deepEqual([decided.state, decided.release], ['approved', 'late-flights-1-1']);
});

test('a rejected version is never released, and reviews are listed in pages', async (t) => {
  const plane = await startPlane(t);
  const reviews = [];
  for (const run of ['a', 'b', 'c']) reviews.push(await openReview(plane, run));
  const rejected = await plane.as('grace').call(releaseRoutes.decide, {
    params: { review: reviews[0]?.id ?? '' },
    body: { verdict: 'reject', reason: 'no', evidence: reviews[0]?.evidenceDigest ?? '' },
  });
  assert.deepEqual([rejected.state, rejected.release], ['rejected', null]);
  assert.ok(rejected.closedAt !== null);
  await assert.rejects(approve(plane, reviews[0]!), { code: 'REVIEW_CLOSED' });

  const list = (query: { limit?: number; before?: string; state?: 'open'; version?: number }) =>
    plane.as('viewer').call(releaseRoutes.listReviews, { query });
  const page = await list({ limit: 2 });
  assert.deepEqual(
    page.items.map(({ id }) => id),
    ['review-3', 'review-2'],
  );
  const rest = await list({ limit: 2, before: page.next ?? '' });
  assert.deepEqual([rest.items.map(({ id }) => id), rest.next], [['review-1'], null]);
  assert.equal((await list({ state: 'open' })).items.length, 2);
  assert.equal((await list({ version: 3 })).items.length, 1);
  await assert.rejects(list({ before: 'x' }), { code: 'INVALID_REQUEST', field: 'before' });
});
