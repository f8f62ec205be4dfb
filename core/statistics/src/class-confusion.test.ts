import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { classConfusion, macroF1 } from './class-confusion.ts';
import { seededRandom } from './random.ts';

test('rows are counted by actual and decided class', () => {
  assert.deepEqual(classConfusion([0, 0, 1, 2], [0, 1, 1, 0], 3), [
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
  ]);
});

test('macro F1 is the mean over the classes that occur', () => {
  // F1 of the classes: 2/4, 2/3 and 0.
  published(macroF1(classConfusion([0, 0, 1, 2], [0, 1, 1, 0], 4))!.value, '.3888889');
  const perfect = macroF1(classConfusion([0, 1], [0, 1], 2))!;
  assert.deepEqual([perfect.value, perfect.upper], [1, 1]);
  assert.equal(macroF1(classConfusion([0], [0], 2)), null);
});

test('the interval covers the true macro F1 about as often as it says', () => {
  const random = seededRandom(8);
  const draw = () => {
    const actual = Math.floor(random() * 3);
    return { actual, decided: random() < 0.7 ? actual : Math.floor(random() * 3) };
  };
  // Symmetric classes: precision and recall of each are 0.7 + 0.3/3.
  const truth = 0.8;
  let covered = 0;
  for (let round = 0; round < 500; round++) {
    const rows = Array.from({ length: 300 }, draw);
    const interval = macroF1(
      classConfusion(
        rows.map(({ actual }) => actual),
        rows.map(({ decided }) => decided),
        3,
      ),
    )!;
    if (interval.lower <= truth && truth <= interval.upper) covered++;
  }
  assert.ok(covered > 455 && covered < 492, `${covered} of 500`);
});
