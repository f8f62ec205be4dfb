import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { f1Interval } from './f-score.ts';
import { seededRandom } from './random.ts';

const counts = (truePositive: number, falsePositive: number, falseNegative: number) => ({
  truePositive,
  falsePositive,
  falseNegative,
  trueNegative: 100,
});

test('F1 is the harmonic mean of precision and recall, its interval inside [0, 1]', () => {
  const f1 = f1Interval(counts(30, 10, 20))!;
  published(f1.value, '.6666667');
  assert.ok(f1.lower > 0.5 && f1.upper < 0.78);
  assert.equal(f1Interval(counts(0, 0, 10))!.value, 0);
  assert.ok(f1Interval(counts(0, 0, 10))!.upper > 0.2);
  assert.equal(f1Interval(counts(10, 0, 0))!.upper, 1);
  assert.equal(f1Interval(counts(0, 0, 0)), null);
});

test('the interval covers the true F1 about as often as it says', () => {
  const random = seededRandom(3);
  const truth = (2 * 0.1) / (2 * 0.1 + 0.1 + 0.05);
  let covered = 0;
  for (let round = 0; round < 1000; round++) {
    const drawn = [0, 0, 0];
    for (let row = 0; row < 400; row++) {
      const u = random();
      if (u < 0.25) drawn[u < 0.1 ? 0 : u < 0.2 ? 1 : 2]!++;
    }
    const f1 = f1Interval(counts(drawn[0]!, drawn[1]!, drawn[2]!))!;
    if (f1.lower <= truth && truth <= f1.upper) covered++;
  }
  assert.ok(covered > 930 && covered < 970, `${covered} of 1000`);
});
