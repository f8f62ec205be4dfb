import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServingParameters } from '@slipway/contracts';
import { effectiveParameters } from './effective-parameters.ts';

const contract = ServingParameters.parse({});

test('nothing set: the defaults of the contract', () => {
  assert.deepEqual(effectiveParameters({}, {}), contract);
  const { activate, activeVariant, timeoutMs, retries, threshold, log } = contract;
  assert.deepEqual([activate, activeVariant, timeoutMs, retries, threshold], [true, null, 2000, 2, 0.5]);
  assert.deepEqual(log, { level: 'full', sampling: 1, unit: 'plain', redact: {} });
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

test('rules of the environment are in force until a revision sets its own, none included', () => {
  const rule = { name: 'a', when: 'true', action: { do: 'reject' as const, message: 'no' } };
  assert.deepEqual(effectiveParameters({ inputRules: [rule] }, {}).inputRules, [rule]);
  assert.deepEqual(effectiveParameters({ inputRules: [rule] }, { inputRules: [] }).inputRules, []);
});

test('an environment that is out of range is refused', () => {
  assert.throws(() => effectiveParameters({ timeoutMs: 0 }, {}), /timeoutMs/);
});
