import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import { switchedBy } from './activation.ts';
import { isWithin, problemKey, serverProblems } from './field-problem.ts';
import { moveItem } from './move-item.ts';
import { itemDifferences, parameterDifferences, sameValue } from './parameter-differences.ts';
import { newRule } from './rule-form.ts';
import { ruleText, valueText } from './value-text.ts';
import { weightSum, weightsFit } from './weight-sum.ts';

test('values are equal as JSON, whatever the order of their keys', () => {
  assert.ok(sameValue({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }));
  for (const other of [{ a: 1 }, { a: 1, b: [] }, [1], null, { a: 1, b: { 0: { c: null } } }])
    assert.ok(!sameValue({ a: 1, b: [{ c: null }] }, other));
});

test('differences come in the order of the contract', () => {
  assert.deepEqual(
    parameterDifferences({ threshold: 0.4, retries: 1 }, { activate: false, retries: 1, threshold: 0.5 }),
    [
      { key: 'activate', before: undefined, after: false },
      { key: 'threshold', before: 0.4, after: 0.5 },
    ],
  );
});

test('rules come, go, change and move', () => {
  const rule = (name: string, when = 'true') => ({ name, when });
  const kinds = (before: string[], after: string[]) =>
    itemDifferences(
      before.map((name) => rule(name)),
      after.map((name) => rule(name)),
    ).map(({ name, kind }) => `${kind} ${name}`);
  assert.deepEqual(kinds(['a', 'b'], ['b', 'c']), ['removed a', 'added c']);
  assert.deepEqual(kinds(['a', 'b', 'c'], ['b', 'a', 'c']), ['moved b', 'moved a']);
  assert.deepEqual(itemDifferences([rule('a')], [rule('a', 'false')]), [
    { name: 'a', kind: 'changed', before: rule('a'), after: rule('a', 'false') },
  ]);
});

test('rules and values are said on one line, in the words of the API', () => {
  assert.equal(
    ruleText({ name: 'cap', when: 'input.hour > 23', action: { do: 'adjust', set: { hour: '0' } } }),
    'input.hour > 23 → adjust hour = 0',
  );
  assert.equal(ruleText({ name: 'gold', when: 'true', variant: 'v2' }), 'true → variant v2');
  assert.equal(valueText('weights', [{ variant: 'v1', weight: 0.125 }]), 'v1 12.5 %');
  assert.equal(valueText('fallback', { answer: { score: 0.5, decision: 'late' } }), 'answer 0.5 "late"');
  assert.equal(
    valueText('log', { level: 'full', sampling: 0.1, unit: 'plain', redact: { origin: 'hashed' } }),
    'level full, sampling 10 %, unit plain, redact origin = hashed',
  );
  assert.equal(valueText('concurrency', null), '');
});

test('a sum is live, and fits at all of the traffic or none', () => {
  assert.equal(weightSum({ a: '33.3', b: '66.7', c: '' }), 100);
  assert.equal(weightSum({ a: '1x' }), null);
  assert.ok(weightsFit({ a: '33.3', b: '66.7' }) && weightsFit({ a: '' }));
  assert.ok(!weightsFit({ a: '99.9' }) && !weightsFit({ a: 'x' }));
});

test('an item moves by a place, and not out of its list', () => {
  assert.deepEqual(moveItem(['a', 'b', 'c'], 0, 1), ['b', 'a', 'c']);
  assert.deepEqual(moveItem(['a', 'b', 'c'], 2, 1), ['a', 'b', 'c']);
  assert.equal(newRule('conditions', [{ ...newRule('conditions', []), key: 4 }]).key, 5);
});

test('problems of the server lose the place of the values in the request, and are found at and around their field', () => {
  const problems = [{ field: 'values.inputRules[0].action.set.hour', message: 'wrong' }];
  const [problem] = serverProblems(new SlipwayError('RULE_INVALID', {}, { problems }));
  assert.ok(problem);
  assert.equal(problemKey(problem), 'inputRules');
  assert.ok(isWithin(problem, 'inputRules[0].action') && isWithin(problem, 'inputRules'));
  assert.ok(!isWithin(problem, 'inputRules[1]') && !isWithin(problem, 'input'));
  assert.deepEqual(serverProblems(new Error('network')), []);
});

test('who switched the endpoint to what it is now', () => {
  const revision = (number: number, activate?: boolean) => ({
    endpoint: 'e',
    revision: number,
    values: activate === undefined ? {} : { activate },
    by: 'sun',
    reason: '',
    createdAt: '2025-11-22T10:00:00.000Z',
  });
  assert.equal(switchedBy([]), null);
  assert.equal(switchedBy([revision(1, true), revision(0)]), null, 'it was never off');
  assert.equal(switchedBy([revision(3), revision(2, true), revision(1, false), revision(0)])?.revision, 2);
  assert.equal(switchedBy([revision(2, false), revision(1, false), revision(0)])?.revision, 1);
  assert.equal(switchedBy([revision(0, false)])?.revision, 0);
});
