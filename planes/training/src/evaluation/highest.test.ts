import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Highest } from './highest.ts';

test('the highest are kept, the highest first, and of equals those that came first', () => {
  const highest = new Highest<string>(3);
  for (const [index, rank] of [2, 5, 1, 5, 5, 5, 0].entries()) highest.offer(rank, () => `${rank}#${index}`);
  assert.deepEqual(highest.items(), ['5#1', '5#3', '5#4']);
});

test('fewer than wanted are all there', () => {
  const highest = new Highest<number>(5);
  for (const rank of [1, 3, 2]) highest.offer(rank, () => rank);
  assert.deepEqual(highest.items(), [3, 2, 1]);
});

test('an item is made only when it is kept', () => {
  const highest = new Highest<number>(1);
  let made = 0;
  for (const rank of [3, 2, 1, 4])
    highest.offer(rank, () => {
      made++;
      return rank;
    });
  assert.equal(made, 2);
});
