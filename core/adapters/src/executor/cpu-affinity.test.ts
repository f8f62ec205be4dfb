import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProcessors, processorsFor } from './cpu-affinity.ts';

test('lists of processors as the kernel writes them', () => {
  assert.deepEqual(parseProcessors('0-3,6\n'), [0, 1, 2, 3, 6]);
  assert.deepEqual(parseProcessors('1'), [1]);
  assert.deepEqual(parseProcessors(''), []);
});

test('a limit binds a step to whole processors, different ones for different steps', () => {
  assert.deepEqual(processorsFor(2, [0, 1, 2, 3], 3), [3, 0]);
  assert.deepEqual(processorsFor(0.5, [4, 5], 7), [5]);
  assert.equal(processorsFor(4, [0, 1, 2, 3], 0), null, 'all that there are');
  assert.equal(processorsFor(1, [], 0), null);
});
