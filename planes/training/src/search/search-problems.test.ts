import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchPlan } from '@slipway/contracts';
import { searchProblems } from './search-problems.ts';

const declared = { depth: 3, rate: 0.1, epochs: 10, kind: 'gini' };
const metric = { name: 'auc', goal: 'maximize' };
const problems = (plan: object) =>
  searchProblems(SearchPlan.parse({ metric, ...plan }), declared).map(
    ({ field, message }) => `${field}: ${message}`,
  );
const halving = { resource: 'epochs', min: 1, max: 27 };

test('a search that can be made has no problems, and neither has none', () => {
  assert.deepEqual(searchProblems(undefined, declared), []);
  assert.deepEqual(problems({ strategy: 'grid', parameters: { depth: { values: [1, 2] } } }), []);
  const rate = { min: 0.001, max: 1, scale: 'log' };
  assert.deepEqual(problems({ strategy: 'random', parameters: { rate }, trials: 9 }), []);
  assert.deepEqual(problems({ strategy: 'halving', parameters: { rate }, trials: 9, halving }), []);
});

test('all problems are found at once, each with its field', () => {
  assert.deepEqual(
    problems({
      strategy: 'random',
      parameters: {
        dept: { values: [1] },
        depth: { min: 1.5, max: 9, integer: true },
        kind: { values: ['gini', 'entropy', 'gini'] },
        rate: { min: 0, max: -1, scale: 'log' },
      },
      halving,
    }),
    [
      'search.parameters.dept: the job has no parameter "dept"',
      'search.parameters.depth: min and max must be whole numbers',
      'search.parameters.kind.values[2]: is in the list already',
      'search.parameters.rate.min: must be below max',
      'search.parameters.rate.min: must be above 0 on a log scale',
      'search.halving: is for the strategy "halving", not "random"',
      'search.trials: say how many combinations to draw',
    ],
  );
  assert.deepEqual(problems({ strategy: 'grid', parameters: {} }), [
    'search.parameters: there is nothing to search',
  ]);
});

test('values are of the type that the parameter has', () => {
  const parameters = { depth: { values: [1, '2'] }, kind: { min: 0, max: 1, points: 2 } };
  assert.deepEqual(problems({ strategy: 'grid', parameters }), [
    'search.parameters.depth.values[1]: must be a number, as in the parameters of the job',
    'search.parameters.kind: must be a string, as in the parameters of the job',
  ]);
});

test('a grid needs points of a range, has no number of trials, and is bounded', () => {
  assert.deepEqual(problems({ strategy: 'grid', trials: 5, parameters: { rate: { min: 0, max: 1 } } }), [
    'search.parameters.rate.points: a grid needs to know how many values to try',
    'search.trials: a grid tries every combination; leave it out',
  ]);
  const parameters = { rate: { min: 0, max: 1, points: 200 }, depth: { values: [1, 2, 3, 4, 5, 6] } };
  assert.deepEqual(problems({ strategy: 'grid', parameters }), [
    'search.parameters: the grid has 1200 combinations, more than 1000; try fewer values, or draw some of them',
  ]);
});

test('the resource of halving is a numeric parameter of the job that the search leaves alone', () => {
  const plan = { strategy: 'halving', parameters: { epochs: { values: [1] } }, trials: 9 };
  assert.deepEqual(problems(plan), ['search.halving: successive halving needs a resource with min and max']);
  assert.deepEqual(problems({ ...plan, halving: { ...halving, min: 30 } }), [
    'search.parameters.epochs: is the resource, which the rungs set',
    'search.halving.min: must not be above max',
  ]);
  assert.deepEqual(problems({ ...plan, halving: { ...halving, resource: 'kind' } }), [
    'search.halving.resource: the job has no numeric parameter "kind"',
  ]);
});
