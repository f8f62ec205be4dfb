import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Step, type StepOutput } from '@slipway/contracts';
import { holdoutWork } from './holdout-work.ts';

const split = { by: 'hash', column: 'unit', holdout: 0.2, salt: '' } as const;
const steps = [
  Step.parse({ kind: 'snapshot', name: 'own', sql: 'select 1', split }),
  Step.parse({ kind: 'snapshot', name: 'named', dataset: 'flights' }),
];
const extraction = { sql: 'select 2', parameters: { from: 1 }, split, personal: {}, expectations: [] };
const taken = new Map<string, StepOutput>([
  ['own', { extraction: { ...extraction, sql: 'select 1' } }],
  ['named', { extraction }],
]);

test('a query of its own is taken whole', () => {
  assert.deepEqual(holdoutWork('select 4', steps, taken), {
    kind: 'holdout',
    source: { sql: 'select 4' },
    part: 'all',
  });
});

test('the holdout of a step is the other part of the very query that the step ran', () => {
  const { parameters, ...source } = extraction;
  const expected = { kind: 'holdout', source, part: 'holdout', parameters };
  assert.deepEqual(holdoutWork({ step: 'named' }, steps, taken), expected);
  assert.deepEqual(
    holdoutWork({ dataset: 'flights', part: 'holdout' }, steps, taken),
    expected,
    'also where it is named by the dataset, which may have changed meanwhile',
  );
  const { source: own } = holdoutWork({ step: 'own' }, steps, taken);
  assert.equal(own.sql, 'select 1');
});

test('where nothing was divided, the warehouse is asked and refuses', () => {
  const { source, part } = holdoutWork({ step: 'named' }, steps, new Map([['named', {}]]));
  assert.deepEqual([source.dataset, source.split, part], ['flights', undefined, 'holdout']);
});

test('another dataset is taken by its name', () => {
  for (const part of ['holdout', 'all'] as const)
    assert.deepEqual(holdoutWork({ dataset: 'march', part }, steps, taken), {
      kind: 'holdout',
      source: { dataset: 'march' },
      part,
    });
});
