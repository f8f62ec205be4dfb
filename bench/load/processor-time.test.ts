import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ticksOf } from './processor-time.ts';

it('adds the time in the program to the time in the kernel, whatever the name of the process', () => {
  const stat = '4242 (node (x) y) S 1 4242 4242 0 -1 4194560 9 0 0 0 120 35 7 8 20 0 11 0 100 1 2';
  assert.equal(ticksOf(stat), 155);
});
