import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { steadyMs } from '@slipway/platform/steady';
import { HeldLease } from './held-lease.ts';

const refused = new Error('fetch failed', {
  cause: Object.assign(new Error('connect'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '127.0.0.1',
  }),
});
const silence = new Error('no answer');

const hold = (seconds: number) => {
  let over = 0;
  const lease = new HeldLease(seconds, () => {
    over += 1;
  });
  return { lease, over: () => over };
};

test('the work ends 0.8 of a lease after the last question that was answered, whenever the answer came', async () => {
  const { lease, over } = hold(0.5);
  const askedAt = steadyMs();
  await sleep(100);
  lease.answered(askedAt);
  assert.equal(lease.until, askedAt + 400);
  await sleep(askedAt + 350 - steadyMs());
  assert.equal(over(), 0);
  await sleep(100);
  assert.equal(over(), 1);
});

test('an answer to an older question moves nothing back; who follows hears of each move', () => {
  const { lease } = hold(10);
  const heard: number[] = [];
  const unfollow = lease.follow((until) => heard.push(until));
  const now = steadyMs();
  lease.answered(now);
  lease.answered(now - 1000);
  unfollow();
  lease.answered(now + 1);
  assert.deepEqual(heard, [now + 8000]);
  lease.release();
});

test('a job server that is provably dead keeps the lease, one that is only silent does not', () => {
  const { lease } = hold(10);
  const now = steadyMs();
  lease.unanswered(now, refused);
  assert.equal(lease.until, Number.NEGATIVE_INFINITY, 'what was never held cannot last');
  lease.answered(now);
  lease.unanswered(now + 5, silence);
  assert.equal(lease.until, now + 8000);
  lease.unanswered(now + 5, refused);
  assert.equal(lease.until, now + 8005);
  lease.release();
});

test('what has passed cannot be taken back, by no answer and by no proof', () => {
  const { lease, over } = hold(0.5);
  const longAgo = steadyMs() - 1000;
  lease.answered(longAgo);
  assert.equal(over(), 1);
  lease.unanswered(steadyMs(), refused);
  lease.answered(steadyMs());
  assert.equal(lease.until, longAgo + 400);
});

test('work that has ended is not ended again', async () => {
  const { lease, over } = hold(0.1);
  lease.answered(steadyMs());
  lease.release();
  await sleep(150);
  assert.equal(over(), 0);
});
