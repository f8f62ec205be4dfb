import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission, type Priority, priorityOf, roomFor } from './admission.ts';

const fill = (admission: Admission, priority: Priority): number => {
  for (let count = 0; ; count++) {
    try {
      admission.enter(priority);
    } catch (error) {
      assert.deepEqual(
        [(error as { code: string }).code, (error as { kind: string }).kind],
        ['OVERLOADED', 'busy'],
      );
      return count;
    }
  }
};

test('low ones are refused first, then normal ones, high ones last', () => {
  const admission = new Admission('flights', { concurrency: 20, timeoutMs: 1000 });
  assert.deepEqual([fill(admission, 'low'), fill(admission, 'normal'), fill(admission, 'high')], [14, 4, 2]);
  assert.deepEqual({ ...admission.shed }, { low: 1, normal: 1, high: 1 });
  assert.equal(admission.inFlight, 20);
});

test('a small limit leaves room for one of each', () => {
  assert.deepEqual(
    (['low', 'normal', 'high'] as const).map((priority) => [roomFor(priority, 1), roomFor(priority, 2)]),
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  );
});

test('who leaves makes room, and a new limit holds at once', () => {
  const admission = new Admission('flights', { concurrency: 1, timeoutMs: 1000 });
  const leave = admission.enter('normal');
  assert.throws(() => admission.enter('high'), { code: 'OVERLOADED' });
  leave();
  admission.enter('normal');
  admission.rules = { concurrency: 10, timeoutMs: 1000 };
  admission.enter('high');
  admission.rules = { concurrency: null, timeoutMs: 1000 };
  assert.equal(admission.limit, 4096);
});

test('an unknown priority is normal', () => {
  assert.deepEqual(['high', 'low', 'HIGH', undefined, ['low']].map(priorityOf), [
    'high',
    'low',
    'normal',
    'normal',
    'normal',
  ]);
});
