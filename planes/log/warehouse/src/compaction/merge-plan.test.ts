import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePlan } from './merge-plan.ts';

const files = (count: number, bytes = 1000) =>
  Array.from({ length: count }, (_, index) => ({ name: `s${String(index).padStart(4, '0')}`, bytes }));

test('a day that still grows waits for many small files, a closed one for two; big files stay', () => {
  assert.deepEqual(mergePlan(files(31), false), []);
  assert.equal(mergePlan(files(32), false).length, 32);
  assert.deepEqual(mergePlan(files(2), true), ['s0000', 's0001']);
  assert.deepEqual(mergePlan(files(1), true), []);
  assert.deepEqual(mergePlan(files(40, 17 * 1024 * 1024), true), []);
  assert.deepEqual(mergePlan(files(1000), true).length, 256);
});
