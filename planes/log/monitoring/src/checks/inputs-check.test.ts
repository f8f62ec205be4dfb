import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distributionOfCategories } from '../testing/simulated-distribution.ts';
import { worstState } from './finding.ts';
import { inputsFindings } from './inputs-check.ts';

const calm = (name: string) => distributionOfCategories(name, [5000, 5000], [1000, 1000]);
const drifted = (name: string) => distributionOfCategories(name, [5000, 5000], [1900, 100]);
const small = (name: string) => distributionOfCategories(name, [5000, 5000], [5, 5]);

const states = (...args: Parameters<typeof inputsFindings>) =>
  Object.fromEntries(inputsFindings(...args).map(({ subject, state }) => [subject, state]));

test('the dataset warns when half of the features that can be judged have drifted', () => {
  const found = states([calm('a'), drifted('b'), small('c')], [], {});
  assert.equal(found.dataset, 'warn');
  assert.deepEqual([found.a, found.b, found.c], ['ok', 'alert', 'insufficient_data']);
  assert.equal(states([calm('a'), calm('d'), drifted('b')], [], {}).dataset, 'ok');
});

test('a small sample says so as a whole', () => {
  const found = inputsFindings([small('a'), small('b')], [], {});
  assert.equal(worstState(found), 'insufficient_data');
});

test('a feature that the snapshot does not have is told', () => {
  const found = states([calm('a')], ['b'], {});
  assert.equal(found.b, 'insufficient_data');
});

test('the state of a check is its worst finding', () => {
  assert.equal(worstState(inputsFindings([drifted('a'), calm('b')], [], {})), 'alert');
  assert.equal(worstState(inputsFindings([calm('a'), calm('b')], [], {})), 'ok');
  assert.equal(worstState([]), 'insufficient_data');
});
