import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelSignature, type SlipwayError } from '@slipway/contracts';
import { linearModel } from './fixtures/linear-model.ts';
import { decide, scoresOf } from './scores.ts';
import type { Tensor } from './tensor.ts';

const { signature: binary } = linearModel();
const multiclass = ModelSignature.parse({ ...binary, task: 'multiclass', classes: ['a', 'b', 'c'] });
const regression = ModelSignature.parse({ ...binary, task: 'regression', classes: [] });
const tensor = (shape: number[], ...values: number[]): Tensor[] => [
  { name: 'score', datatype: 'FP64', shape, data: Float64Array.from(values) },
];

describe('scores', () => {
  it('of a binary model are both probabilities, from one number or two', () => {
    assert.deepEqual(scoresOf(binary, tensor([2], 0.25, 1)), [
      [0.75, 0.25],
      [0, 1],
    ]);
    assert.deepEqual(scoresOf(binary, tensor([2, 1], 0.25, 1)), [
      [0.75, 0.25],
      [0, 1],
    ]);
    assert.deepEqual(scoresOf(binary, tensor([1, 2], 0.4, 0.6)), [[0.4, 0.6]]);
  });

  it('of other tasks are as they came', () => {
    assert.deepEqual(scoresOf(multiclass, tensor([1, 3], 0.2, 0.5, 0.3)), [[0.2, 0.5, 0.3]]);
    assert.deepEqual(scoresOf(regression, tensor([2, 1], -3, 12)), [[-3], [12]]);
  });

  it('refuse a tensor of another width, or none', () => {
    for (const outputs of [[], tensor([1, 3], 1, 2, 3), [{ ...tensor([1, 1], 1)[0]!, name: 'other' }]]) {
      assert.throws(() => scoresOf(binary, outputs), { code: 'MODEL_INVALID' });
    }
  });

  it('refuse a row that the model cannot answer, and name it', () => {
    assert.throws(
      () => scoresOf(binary, tensor([2, 1], 0.5, Number.NaN)),
      (error: SlipwayError) =>
        error.code === 'TENSOR_VALUE' && error.field === 'rows[1]' && error.kind === 'invalid',
    );
  });
});

describe('decisions', () => {
  it('of a binary model take the positive class from the threshold on', () => {
    assert.deepEqual(decide(binary, [0.5, 0.5], 0.5), { score: 0.5, decision: '1' });
    assert.deepEqual(decide(binary, [0.51, 0.49], 0.5), { score: 0.49, decision: '0' });
    assert.deepEqual(decide(binary, [0.51, 0.49], 0.2), { score: 0.49, decision: '1' });
  });

  it('of several classes take the most probable, of regression none', () => {
    assert.deepEqual(decide(multiclass, [0.2, 0.4, 0.4], 0.9), { score: 0.4, decision: 'b' });
    assert.deepEqual(decide(regression, [12], 0.5), { score: 12, decision: null });
  });
});
