import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectiveParameters } from './effective-parameters.ts';

const contract = { activate: true, activeVariant: null, timeoutMs: 2000, retries: 2, threshold: 0.5 };

test('nothing set: the defaults of the contract', () => {
  assert.deepEqual(effectiveParameters({}, {}), contract);
});

test('the revision goes before the environment, and the environment before the contract', () => {
  const environment = { timeoutMs: 500, threshold: 0.3 };
  assert.deepEqual(effectiveParameters(environment, { threshold: 0.7, activate: false }), {
    ...contract,
    timeoutMs: 500,
    threshold: 0.7,
    activate: false,
  });
});

test('a revision that sets null or false or 0 has set it; undefined has not', () => {
  const environment = { activeVariant: 'a', retries: 5, threshold: 0.3, timeoutMs: 7 };
  const values = { activeVariant: null, retries: 0, threshold: 0, timeoutMs: undefined };
  const effective = effectiveParameters(environment, values as never);
  assert.deepEqual(effective, { ...contract, activeVariant: null, retries: 0, threshold: 0, timeoutMs: 7 });
});

test('an environment that is out of range is refused', () => {
  assert.throws(() => effectiveParameters({ timeoutMs: 0 }, {}), /timeoutMs/);
});
