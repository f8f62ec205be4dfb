import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment, Endpoint, Identity, Review } from '@slipway/contracts';
import { endpointLiveness, readinessOf } from './endpoint-liveness.ts';
import { judgeDifference } from './judge-difference.ts';
import { mayDecide } from './may-decide.ts';
import { placeIn, plotDomain } from './plot-domain.ts';
import { spanOf } from './span-of.ts';

test('a difference is a verdict only when its interval leaves out zero, in the direction that is good', () => {
  assert.equal(judgeDifference('auc', { lower: 0.001, upper: 0.004 }), 'better');
  assert.equal(judgeDifference('auc', { lower: -0.004, upper: -0.001 }), 'worse');
  assert.equal(judgeDifference('brier', { lower: -0.004, upper: -0.001 }), 'better');
  assert.equal(judgeDifference('logLoss', { lower: 0.001, upper: 0.004 }), 'worse');
  assert.equal(judgeDifference('auc', { lower: -0.001, upper: 0.004 }), 'undecided');
  assert.equal(judgeDifference('auc', { lower: 0, upper: 0.004 }), 'undecided');
  assert.equal(judgeDifference('auc', { lower: null, upper: null }), 'unknown');
  assert.equal(judgeDifference('profit', { lower: 1, upper: 2 }), 'unknown');
});

const deployment = (id: string, states: string[], replicas = 2): Deployment =>
  ({ id, replicas, predictors: states.map((state) => ({ state })) }) as Deployment;
const endpoint = (champion: string | null, activate?: boolean): Endpoint =>
  ({
    champion,
    variants: [{ name: 'v1', deployment: 'd1' }],
    parameters: { revision: 1, values: activate === undefined ? {} : { activate } },
  }) as Endpoint;

test('an endpoint is live when its champion has a ready predictor and nobody switched it off', () => {
  const deployments = [deployment('d1', ['ready', 'starting'])];
  assert.equal(endpointLiveness(endpoint('v1'), deployments), 'live');
  assert.equal(endpointLiveness(endpoint('v1', true), deployments), 'live');
  assert.equal(endpointLiveness(endpoint('v1', false), deployments), 'switched-off');
  assert.equal(endpointLiveness(endpoint(null), deployments), 'empty');
  assert.equal(endpointLiveness(endpoint('v1'), [deployment('d1', ['refused'])]), 'not-ready');
  assert.equal(endpointLiveness(endpoint('v1'), []), 'not-ready');
  assert.deepEqual(readinessOf(deployments, 'd1'), { ready: 1, wanted: 2 });
  assert.equal(readinessOf(deployments, 'd2'), null);
});

test('a reviewer who is not the author decides on an open review, once', () => {
  const review = { state: 'open', author: 'ada', decisions: [] } as unknown as Review;
  const reviewer = { role: 'reviewer', subject: 'grace' } as Identity;
  const approved = { ...review, decisions: [{ verdict: 'approve', by: reviewer }] } as unknown as Review;
  assert.equal(mayDecide(review, reviewer), null);
  assert.equal(mayDecide({ ...review, state: 'rejected' }, reviewer), 'closed');
  assert.equal(mayDecide(review, { ...reviewer, role: 'viewer' }), 'role');
  assert.equal(mayDecide(review, { ...reviewer, subject: 'ada' }), 'author');
  assert.equal(mayDecide(approved, reviewer), 'approved-already');
});

test('a span runs until now while it goes on, and is nothing before it starts', () => {
  const startedAt = '2025-01-01T00:00:00.000Z';
  const now = Date.parse(startedAt) + 5000;
  assert.equal(spanOf({ startedAt: null, finishedAt: null }, now), null);
  assert.equal(spanOf({ startedAt, finishedAt: null }, now), 5000);
  assert.equal(spanOf({ startedAt, finishedAt: '2025-01-01T00:00:02.000Z' }, now), 2000);
});

test('a plot holds every interval and its reference', () => {
  const domain = plotDomain([{ value: 2, lower: 1, upper: 3 }], 0);
  assert.ok(domain[0] < 0 && domain[1] > 3);
  assert.equal(placeIn([0, 4], 1), 0.25);
  assert.deepEqual(plotDomain([], null), [0, 1]);
  assert.ok(placeIn(plotDomain([{ value: 0, lower: 0, upper: 0 }], 0), 0) === 0.5);
});
