import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdaptiveLimit } from './adaptive-limit.ts';

const DEADLINE = 2000;

/** A server that works on one request after the other, asked by `clients` at once, seen for some seconds. */
const serve = (limit: AdaptiveLimit, clients: number, serviceMs: number, seconds: number, start = 0) => {
  let refused = 0;
  for (let now = start; now < start + seconds * 1000; now += 20) {
    const inFlight = Math.min(clients, limit.value);
    refused += clients - inFlight;
    for (let answer = 0; answer < 20; answer++) limit.sample(inFlight * serviceMs, inFlight, DEADLINE, now);
  }
  return refused;
};

test('a queue that costs less than a quarter of the deadline is nobody refused for', () => {
  const limit = new AdaptiveLimit();
  assert.equal(serve(limit, 2000, 0.1, 10), 0);
});

test('it learns how many can be served within a quarter of the deadline', () => {
  const limit = new AdaptiveLimit();
  serve(limit, 10, 1, 1);
  serve(limit, 4000, 1, 10, 1000);
  assert.ok(limit.value > 300 && limit.value < 700, `${limit.value}`);
});

test('started under load it takes no queue for the nature of the model', () => {
  const limit = new AdaptiveLimit();
  serve(limit, 4000, 1, 10);
  assert.ok(limit.value > 1000 && limit.value < 2000, `${limit.value}`);
});

test('a model that is slow by nature is not taken for a queue', () => {
  const limit = new AdaptiveLimit();
  for (let now = 0; now < 5000; now += 10) limit.sample(800, 20, DEADLINE, now);
  assert.equal(limit.value, 4096);
});

test('it grows again when the cause is gone, and only as far as it is used', () => {
  const limit = new AdaptiveLimit();
  serve(limit, 4000, 20, 10);
  assert.ok(limit.value < 100, `${limit.value}`);
  serve(limit, 4000, 0.01, 30, 10_000);
  const grown = limit.value;
  assert.ok(grown > 1000, `${grown}`);
  serve(limit, 10, 0.01, 10, 40_000);
  assert.equal(limit.value, grown);
});

test('whatever the latency, some get through', () => {
  const limit = new AdaptiveLimit();
  limit.sample(1, 1, DEADLINE, 0);
  for (let now = 0; now < 60_000; now += 10) limit.sample(1e6, 100, DEADLINE, now);
  assert.equal(limit.value, 8);
});
