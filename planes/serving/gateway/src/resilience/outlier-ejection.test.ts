import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseEjections, ejectionMs, type PredictorRecord } from './outlier-ejection.ts';

const record = (
  failures: number,
  meanMs: number,
  changes: Partial<PredictorRecord> = {},
): PredictorRecord => ({
  exchanges: 100,
  failures,
  meanMs,
  ejected: false,
  ...changes,
});
const good = record(0, 10);

test('who fails or waits far more than its siblings is left out', () => {
  for (const [what, records, expected] of [
    ['all alike', [good, good, good], []],
    ['a failing one', [good, record(50, 10), good], [1]],
    ['all fail', [record(50, 10), record(50, 10)], []],
    ['a little worse', [good, record(19, 10)], []],
    ['a slow one', [good, good, record(0, 200)], [2]],
    ['slow by factor, not by time', [record(0, 1), record(0, 20)], []],
    ['slow by time, not by factor', [record(0, 200), record(0, 300)], []],
    ['alone', [record(100, 10)], []],
    ['too few exchanges', [good, record(19, 10, { exchanges: 19 })], []],
    ['too few at the siblings', [record(100, 10), record(0, 10, { exchanges: 5 })], []],
  ] as const)
    assert.deepEqual(chooseEjections(records), expected, what);
});

test('never more than half of the set, the worst first', () => {
  const bad = [record(60, 10), record(90, 10), record(70, 10)];
  assert.deepEqual(chooseEjections([good, good, good, ...bad].slice(0, 5)), [4, 3]);
  assert.deepEqual(chooseEjections([good, good, good, ...bad]).length, 3);
  const out = record(0, 0, { exchanges: 0, ejected: true });
  assert.deepEqual(chooseEjections([out, record(60, 10), good]), []);
  assert.deepEqual(chooseEjections([out, record(60, 10), good, good]), [1]);
});

test('the time out doubles up to a minute', () => {
  assert.deepEqual([0, 1, 2, 10].map(ejectionMs), [2000, 4000, 8000, 60_000]);
});
