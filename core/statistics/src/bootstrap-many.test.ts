import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { bootstrapMany } from './bootstrap-many.ts';
import { normalDraw, seededRandom } from './random.ts';

const y = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const b = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];
const differences = y.map((label, i) => (b[i]! - label) ** 2 - (a[i]! - label) ** 2);

const meanOf = (values: ArrayLike<number>) => (drawn: Int32Array, into: Float64Array) => {
  let sum = 0;
  for (const row of drawn) sum += values[row]!;
  into[0] = sum / drawn.length;
};

test('R3.4 percentile interval of a paired difference, on the generator of the reference case', () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const [brier] = bootstrapMany(10, 1, meanOf(differences), { resamples: 2000, random });
  published(brier?.value, '-.0452500000');
  published(brier?.lower, '-.124262500');
  published(brier?.upper, '.0230000000');
});

test('one-sided bounds lie inside the two-sided interval', () => {
  const [range] = bootstrapMany(10, 1, meanOf(differences), { seed: 4 });
  assert.ok(range!.lower < range!.lowerBound && range!.upperBound < range!.upper);
});

test('a seed repeats its result, another seed does not', () => {
  const run = (seed: number) => bootstrapMany(10, 1, meanOf(differences), { seed, resamples: 500 });
  assert.deepEqual(run(3), run(3));
  assert.notDeepEqual(run(3), run(4));
});

test('each statistic stands for itself: one that often does not exist is null, the other has its range', () => {
  const ranges = bootstrapMany(
    10,
    2,
    (drawn, into) => {
      meanOf(differences)(drawn, into);
      into[1] = drawn[0] === 0 ? 1 : Number.NaN;
    },
    { resamples: 200 },
  );
  assert.equal(ranges[0]?.failures, 0);
  assert.equal(ranges[1], null);
  assert.deepEqual(
    bootstrapMany(0, 2, () => assert.fail()),
    [null, null],
  );
});

test('fewer draws than rows give the interval that all rows would: m out of n is rescaled', () => {
  const random = seededRandom(9);
  const values = Float64Array.from({ length: 20_000 }, () => normalDraw(random));
  const width = (draws?: number) => {
    const [range] = bootstrapMany(values.length, 1, meanOf(values), {
      resamples: 1000,
      ...(draws === undefined ? {} : { draws }),
    });
    return range!.upper - range!.lower;
  };
  const exact = (2 * 1.959964) / Math.sqrt(values.length);
  assert.ok(Math.abs(width(500) / exact - 1) < 0.1);
  assert.ok(Math.abs(width() / exact - 1) < 0.1);
});
