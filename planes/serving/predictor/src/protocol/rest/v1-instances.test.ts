import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import { identityModel, linearModel, simpleModel } from '@slipway/inference/fixtures';
import { asInstanceError, predictionOf, rowsOfInstances } from './v1-instances.ts';

const { signature } = linearModel();
const single = identityModel(['FP32']).signature;

it('instances have names, or the order of the features', () => {
  const row = { distance: 1, hour: null, origin: 'ATL' };
  assert.deepEqual(rowsOfInstances(signature, { instances: [row, [1, null, 'ATL']], signature_name: 'x' }), [
    row,
    row,
  ]);
  assert.deepEqual(rowsOfInstances(single, { instances: [1, [2]] }), [{ in_fp32: 1 }, { in_fp32: 2 }]);
});

it('anything else is refused with its place', () => {
  for (const [body, field] of [
    [null, 'instances'],
    [[], 'instances'],
    [{ inputs: [] }, 'instances'],
    [{ instances: [] }, 'instances'],
    [{ instances: [[1, 2, 'A'], [1]] }, 'instances[1]'],
    [{ instances: [5] }, 'instances[0]'],
  ] as const)
    assert.throws(() => rowsOfInstances(signature, body), { code: 'INVALID_REQUEST', field });
});

it('errors of rows name instances', () => {
  const error = new SlipwayError('FEATURE_MISSING', { feature: 'hour', row: 2 }, { field: 'rows[2].hour' });
  const renamed = asInstanceError(error);
  assert.deepEqual(
    [renamed.code, renamed.field, renamed.message],
    ['FEATURE_MISSING', 'instances[2].hour', error.message],
  );
  const other = new SlipwayError('QUEUE_FULL', { waiting: 1 });
  assert.equal(asInstanceError(other), other);
});

it('a prediction is a number, and of several classes the list of their probabilities', () => {
  assert.equal(predictionOf(signature, { score: 0.7, scores: [0.3, 0.7] }), 0.7);
  assert.deepEqual(predictionOf(simpleModel().signature, { score: 0.7, scores: [0.3, 0.7] }), [0.3, 0.7]);
});
