import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usedParameters } from './used-parameters.ts';

const split = { by: 'time', column: 'day', at: '$until' } as const;

test('the query and the moment of its split use parameters', () => {
  const parameters = { from: 1, until: '2001-03-01' };
  const used = usedParameters({ parameters, split, dataset: undefined }, ['from']);
  assert.deepEqual(
    [used.all, used.query, used.of(['until'])],
    [parameters, { from: 1 }, { until: '2001-03-01' }],
  );
});

test('further ones are left aside with a dataset, and refused with a query of its own', () => {
  const parameters = { from: 1, depth: 4 };
  assert.deepEqual(usedParameters({ parameters, split: undefined, dataset: 'd' }, ['from']).all, { from: 1 });
  assert.throws(() => usedParameters({ parameters, split: undefined, dataset: undefined }, ['from']), {
    code: 'INVALID_REQUEST',
    field: 'parameters.depth',
  });
});

test('a missing one is refused with its name', () => {
  for (const dataset of ['d', undefined])
    assert.throws(() => usedParameters({ parameters: { from: 1 }, split, dataset }, ['from']), {
      code: 'INVALID_REQUEST',
      field: 'parameters.until',
    });
});
