import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServingParameters, SlipwayError } from '@slipway/contracts';
import { servedVariant } from '../fixtures/served-variant.ts';
import { mayStandIn, ownTimeMs, standInFor } from './fallback-plan.ts';

const [first, second, off] = [
  servedVariant(),
  servedVariant({ name: 'v2' }),
  servedVariant({ name: 'v3', active: false }),
];
const route = (fallback: object | null) => ({
  parameters: ServingParameters.parse({ fallback }),
  variants: new Map([first, second, off].map((each) => [each.name, each])),
});

test('another variant that is there and switched on stands in', () => {
  assert.deepEqual(standInFor(route({ variant: 'v2' }), first, null), { variant: second });
  assert.equal(standInFor(route({ variant: 'v2' }), second, null), null);
  for (const variant of ['v3', 'gone']) assert.equal(standInFor(route({ variant }), first, null), null);
});

test('a declared answer stands in for every variant', () => {
  const answer = { score: 0.1, decision: '0' };
  assert.deepEqual(standInFor(route({ answer }), first, null), { answer });
});

test('nobody stands in without a fallback, or for a variant that the client addressed', () => {
  assert.equal(standInFor(route(null), first, null), null);
  assert.equal(standInFor(route({ variant: 'v2' }), first, 'v1'), null);
});

test('only the serving side is stood in for', () => {
  for (const code of ['NO_PREDICTOR', 'PREDICTOR_FAILED', 'TIMEOUT', 'QUEUE_FULL'] as const)
    assert.ok(mayStandIn(new SlipwayError(code)), code);
  for (const code of ['FEATURE_MISSING', 'TENSOR_VALUE', 'RULE_REJECTED', 'INTERNAL'] as const)
    assert.ok(!mayStandIn(new SlipwayError(code)), code);
});

test('a fifth of the time is kept for a variant, none for a declared answer', () => {
  assert.equal(ownTimeMs(1000, { variant: second }), 800);
  assert.equal(ownTimeMs(1000, { answer: { score: 0, decision: null } }), 1000);
  assert.equal(ownTimeMs(1000, null), 1000);
});
