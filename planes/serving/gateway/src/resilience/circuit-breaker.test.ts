import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from './circuit-breaker.ts';

/** One letter per event, each a millisecond after the one before: s success, f failure. */
const after = (events: string, start = 1000) => {
  const breaker = new CircuitBreaker();
  [...events].forEach((event, index) => {
    if (event === 's') breaker.success(start + index);
    else breaker.failure(start + index);
  });
  return breaker;
};

test('it opens at five failures that are half of the exchanges', () => {
  for (const [events, state] of [
    ['', 'closed'],
    ['ffff', 'closed'],
    ['fffff', 'open'],
    ['sssssfffff', 'open'],
    ['ssssssfffff', 'closed'],
    ['sfsfsfsf', 'closed'],
    ['sfsfsfsfsf', 'open'],
  ] as const)
    assert.equal(after(events).state(1020), state, events);
});

test('failures of more than ten seconds ago are forgotten', () => {
  const breaker = after('ffff');
  breaker.failure(12_000);
  assert.equal(breaker.state(12_001), 'closed');
});

test('half-open it lets one request through: its success closes, its failure opens for twice as long', () => {
  const breaker = after('fffff');
  assert.deepEqual([breaker.allows(1400), breaker.allows(1504)], [false, true]);
  breaker.begin();
  assert.equal(breaker.allows(1505), false);
  breaker.failure(1510);
  assert.deepEqual([breaker.state(2509), breaker.state(2510)], ['open', 'half-open']);
  breaker.begin();
  breaker.success(2520);
  assert.deepEqual([breaker.state(2520), breaker.allows(2520)], ['closed', true]);
});

test('a probe that says nothing makes room for another one', () => {
  const breaker = after('fffff');
  breaker.begin();
  breaker.abandon();
  assert.equal(breaker.allows(1600), true);
});

test('what ends while it is open changes nothing, and the time out has an end', () => {
  const breaker = after('fffff');
  breaker.failure(1100);
  breaker.success(1101);
  assert.equal(breaker.state(1504), 'half-open');
  let now = 1504;
  for (let round = 0; round < 20; round++) {
    breaker.begin();
    breaker.failure(now);
    assert.equal(breaker.state(now + 1), 'open');
    now += 8000;
    assert.equal(breaker.state(now), 'half-open');
  }
});

test('a new process starts with a clean record', () => {
  const breaker = after('ffffffff');
  breaker.reset();
  assert.equal(breaker.state(1010), 'closed');
  breaker.failure(1011);
  assert.equal(breaker.state(1011), 'closed');
});
