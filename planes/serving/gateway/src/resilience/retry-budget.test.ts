import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RetryBudget } from './retry-budget.ts';

/** How many further tries it gives at a time. */
const taken = (budget: RetryBudget, now: number): number => {
  let count = 0;
  while (budget.take('retry', now)) count++;
  return count;
};
const withRequests = (share: number, requests: number, now = 0) => {
  const budget = new RetryBudget(share);
  for (let request = 0; request < requests; request++) budget.noteRequest(now);
  return budget;
};

test('a share of the requests of ten seconds, at least three per second', () => {
  for (const [share, requests, expected] of [
    [0.2, 0, 30],
    [0.2, 100, 30],
    [0.2, 1000, 200],
    [1, 50, 50],
    [0, 1000, 30],
  ] as const)
    assert.equal(taken(withRequests(share, requests), 0), expected, `${share} of ${requests}`);
});

test('what was taken comes back after ten seconds, and the requests are forgotten', () => {
  const budget = withRequests(0.2, 1000, 500);
  assert.equal(taken(budget, 5000), 200);
  assert.equal(taken(budget, 9999), 0);
  // The requests have left, the tries of second 5 have not.
  assert.equal(taken(budget, 14_999), 0);
  assert.equal(taken(budget, 15_000), 30);
});

test('a new share holds at once', () => {
  const budget = withRequests(0.2, 1000);
  budget.share = 0.5;
  assert.equal(taken(budget, 0), 500);
});

test('it counts what was tried again, for what reason, and what was not', () => {
  const budget = withRequests(0.2, 40);
  budget.take('hedge', 0);
  budget.noteFreeRetry();
  taken(budget, 0);
  assert.deepEqual(budget.statistics(), { requests: 40, retries: 30, hedges: 1, refused: 1 });
});
