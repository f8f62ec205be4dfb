import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobDeclaration, type JobInput } from '@slipway/contracts';
import { dataProblems } from './data-problems.ts';

const problemsOf = (snapshot: object, holdout?: NonNullable<JobInput['evaluate']>['holdout']): string[] =>
  dataProblems(
    JobDeclaration.parse({
      name: 'job',
      parameters: { until: '2001-03-01' },
      steps: [
        { kind: 'command', name: 'before', command: ['true'] },
        { kind: 'snapshot', name: 'training', ...snapshot },
      ],
      ...(holdout ? { evaluate: { holdout, label: 'late' } } : {}),
    }),
  ).map(({ field, message }) => `${field}: ${message}`);

test('a snapshot has one query, by text or by name', () => {
  assert.deepEqual(problemsOf({ sql: 'select 1' }), []);
  assert.deepEqual(problemsOf({ dataset: 'flights' }), []);
  assert.deepEqual(problemsOf({}), ['steps[1].sql: give the query as sql, or the name of a dataset']);
  assert.deepEqual(problemsOf({ sql: 'select 1', dataset: 'flights' }), [
    'steps[1].dataset: give either sql or a dataset',
  ]);
});

test('expectations are checked as far as they can be without the data, and the moment of a split is a parameter of the job', () => {
  assert.deepEqual(
    problemsOf({
      sql: 'select 1',
      split: { by: 'time', column: 'day', at: '$from' },
      expectations: [
        { name: 'a', column: 'x', expect: 'value >= 0' },
        { name: 'b', column: 'x', expect: 'values >= 0' },
      ],
    }),
    [
      'steps[1].split.at: there is no parameter "from"',
      'steps[1].expectations[1].expect: "values" cannot be read here; there are value, row (at character 1)',
    ],
  );
  assert.deepEqual(problemsOf({ sql: 'x', split: { by: 'time', column: 'day', at: '$until' } }), []);
});

test('a holdout is not what is trained on', () => {
  const split = { by: 'hash', column: 'unit', holdout: 0.2 };
  assert.deepEqual(problemsOf({ sql: 'x', split }, { step: 'training' }), []);
  assert.deepEqual(problemsOf({ dataset: 'd' }, { step: 'training' }), [], 'the dataset may have a split');
  assert.deepEqual(problemsOf({ dataset: 'd' }, { dataset: 'd' }), []);
  assert.deepEqual(problemsOf({ dataset: 'd' }, { dataset: 'other', part: 'all' }), []);
  assert.deepEqual(problemsOf({ sql: 'x' }, { step: 'training' }), [
    'evaluate.holdout.step: "training" has no split, so there is nothing beside what is trained on',
  ]);
  assert.deepEqual(problemsOf({ sql: 'x' }, { step: 'before' }), [
    'evaluate.holdout.step: there is no snapshot step "before"',
  ]);
  assert.deepEqual(problemsOf({ dataset: 'd' }, { dataset: 'd', part: 'all' }), [
    'evaluate.holdout: step "training" trains on rows of that dataset',
  ]);
});
