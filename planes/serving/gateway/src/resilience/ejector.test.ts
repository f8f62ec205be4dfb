import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ejectOutliers } from './ejector.ts';

const predictor = (meanMs: number) => {
  const ejectedAt: number[] = [];
  const record = () => ({ exchanges: 50, failures: 0, meanMs, ejected: ejectedAt.length > 0 });
  return { ejectedAt, record, eject: (now: number) => void ejectedAt.push(now) };
};

test('the predictors of a set are compared once a second, and an outlier is left out', () => {
  const [quick, slow, other] = [predictor(2), predictor(500), predictor(3)];
  const set = [quick, slow, other];
  ejectOutliers(set, 500);
  assert.deepEqual(slow.ejectedAt, []);
  ejectOutliers(set, 1000);
  assert.deepEqual([quick.ejectedAt, slow.ejectedAt, other.ejectedAt], [[], [1000], []]);
  ejectOutliers(set, 1999);
  ejectOutliers(set, 2000);
  assert.deepEqual(slow.ejectedAt, [1000]);
});

test('one alone is never left out', () => {
  const alone = predictor(9000);
  ejectOutliers([alone], 5000);
  assert.deepEqual(alone.ejectedAt, []);
});
