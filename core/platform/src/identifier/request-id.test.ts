import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestId, predictionIds } from './request-id.ts';

test('ids are UUIDs of version 7 that carry their time', () => {
  const id = createRequestId(0x0191_2345_6789);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(id.slice(0, 13), '01912345-6789');
});

test('ids are unique and in the order of their making, also when the clock stands still or goes back', () => {
  const now = 0x0191_2345_7000;
  const ids = Array.from({ length: 20_000 }, (_, index) => createRequestId(now - (index % 3)));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), ids);
});

test('a single row is its request, several are numbered', () => {
  assert.deepEqual(predictionIds('r', 1), ['r']);
  assert.deepEqual(predictionIds('r', 3), ['r.0', 'r.1', 'r.2']);
});
