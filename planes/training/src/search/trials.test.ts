import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchPlan } from '@slipway/contracts';
import { halvingRungs } from './halving-rungs.ts';
import { firstTrials, gridSize, gridTrials, randomTrials } from './trials.ts';

const spaces = (parameters: object) =>
  SearchPlan.parse({ strategy: 'grid', parameters, metric: { name: 'loss', goal: 'minimize' } }).parameters;

test('a grid is every combination, in the order of the names whatever order they were written in', () => {
  const expected = [
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
  ];
  assert.deepEqual(gridTrials(spaces({ a: { values: [1, 2] }, b: { values: ['x', 'y'] } })), expected);
  assert.deepEqual(gridTrials(spaces({ b: { values: ['x', 'y'] }, a: { values: [1, 2] } })), expected);
});

test('a range of a grid is cut evenly on its scale, with both ends', () => {
  const values = (range: object) => gridTrials(spaces({ p: range })).map(({ p }) => p);
  assert.deepEqual(values({ min: 0, max: 1, points: 5 }), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(values({ min: 0.001, max: 1, scale: 'log', points: 4 }), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(values({ min: 1, max: 3, integer: true, points: 9 }), [1, 2, 3]);
  assert.equal(
    gridSize(spaces({ p: { min: 1, max: 3, integer: true, points: 9 }, q: { values: [1, 2] } })),
    6,
  );
});

const drawn = spaces({
  rate: { min: 0.0001, max: 1, scale: 'log' },
  depth: { min: 2, max: 9, integer: true },
  share: { min: 0.5, max: 1 },
  kind: { values: ['gini', 'entropy'] },
});

test('the same seed draws the same trials, another one others', () => {
  assert.deepEqual(randomTrials(drawn, 50, 7), randomTrials(drawn, 50, 7));
  assert.notDeepEqual(randomTrials(drawn, 50, 7), randomTrials(drawn, 50, 8));
  // More trials begin with the same ones: a search can be repeated with more of them.
  assert.deepEqual(randomTrials(drawn, 50, 7).slice(0, 10), randomTrials(drawn, 10, 7));
});

test('draws stay in their range, reach the ends of whole numbers, and are even on their scale', () => {
  const trials = randomTrials(drawn, 1000, 1) as { rate: number; depth: number; share: number }[];
  for (const { rate, depth, share } of trials) {
    assert.ok(rate >= 0.0001 && rate <= 1 && share >= 0.5 && share <= 1, `${rate} ${share}`);
    assert.ok(Number.isInteger(depth) && depth >= 2 && depth <= 9, `${depth}`);
  }
  for (let depth = 2; depth <= 9; depth++) {
    const times = trials.filter((trial) => trial.depth === depth).length;
    assert.ok(times > 80 && times < 175, `${depth} was drawn ${times} times of 125 expected`);
  }
  const small = trials.filter(({ rate }) => rate < 0.01).length;
  assert.ok(small > 430 && small < 570, `half of the orders of magnitude: ${small}`);
});

test('no combination is drawn twice while there are others', () => {
  const few = spaces({ p: { values: [1, 2, 3] }, q: { min: 1, max: 3, integer: true, scale: 'log' } });
  const trials = randomTrials(few, 9, 3).map((trial) => JSON.stringify(trial));
  assert.equal(new Set(trials).size, 9);
  assert.equal(randomTrials(few, 11, 3).length, 11, 'then they come again');
});

test('successive halving keeps a third and gives it three times as much, up to the maximum', () => {
  const halving = { resource: 'epochs', min: 1, max: 27, reduction: 3 };
  assert.deepEqual(halvingRungs(27, halving), [
    { trials: 27, resource: 1 },
    { trials: 9, resource: 3 },
    { trials: 3, resource: 9 },
    { trials: 1, resource: 27 },
  ]);
  assert.deepEqual(
    halvingRungs(27, { ...halving, max: 20 }).map(({ resource }) => resource),
    [1, 3, 9],
  );
  assert.deepEqual(
    halvingRungs(10, halving).map(({ trials }) => trials),
    [10, 3, 1],
    'it ends with the last trial',
  );
  assert.deepEqual(
    halvingRungs(8, { resource: 'share', min: 0.1, max: 0.8, reduction: 2 }).map(({ resource }) => resource),
    [0.1, 0.2, 0.4, 0.8],
  );
  assert.deepEqual(halvingRungs(5, { ...halving, min: 9, max: 9 }), [{ trials: 5, resource: 9 }]);
});

test('the first rung of halving is drawn, with the least of the resource', () => {
  const plan = SearchPlan.parse({
    strategy: 'halving',
    parameters: drawn,
    metric: { name: 'loss', goal: 'minimize' },
    trials: 4,
    halving: { resource: 'epochs', min: 2, max: 20 },
  });
  const trials = firstTrials(plan, 5);
  assert.deepEqual(
    trials,
    randomTrials(drawn, 4, 5).map((trial) => ({ ...trial, epochs: 2 })),
  );
  assert.deepEqual(firstTrials({ ...plan, seed: 6 }, 5), firstTrials(plan, 6), 'its own seed comes first');
});
