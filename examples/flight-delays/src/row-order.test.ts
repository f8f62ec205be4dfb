import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupedBy, rowOrder } from './row-order.ts';

test('every row once, in an order that only the seed decides', () => {
  const order = rowOrder(1000, 42);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, row) => row),
  );
  assert.deepEqual(rowOrder(1000, 42), order);
  assert.notDeepEqual(rowOrder(1000, 43), order);
  assert.deepEqual(rowOrder(0, 42), new Uint32Array());
});

test('each place is as likely for a row as any other', () => {
  const places = [0, 0, 0, 0];
  for (let seed = 0; seed < 4000; seed += 1) {
    const place = rowOrder(4, seed).indexOf(0);
    places[place] = (places[place] ?? 0) + 1;
  }
  // 1000 expected; the standard deviation is 27.
  for (const count of places) assert.ok(Math.abs(count - 1000) < 110, places.join(' '));
});

test('grouped by a key, rows of the same key stay in the order of the seed', () => {
  const keys = [20, null, 10n, 20, 10];
  assert.deepEqual(groupedBy(Uint32Array.of(4, 3, 2, 1, 0), keys), Uint32Array.of(1, 4, 2, 3, 0));
});
