import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import { linearModel } from './fixtures/linear-model.ts';
import { decodeInferResponse, encodeInferResponse } from './infer-response.ts';
import type { Tensor } from './tensor.ts';

const { signature } = linearModel();
const score: Tensor = { name: 'score', datatype: 'FP32', shape: [2, 1], data: Float32Array.of(0.25, 0.5) };

describe('infer responses', () => {
  it('are read back as they were written', () => {
    const text = encodeInferResponse({ modelName: 'm', modelVersion: '3', id: 'x' }, [score]);
    assert.deepEqual(decodeInferResponse(signature, JSON.parse(text)), {
      modelName: 'm',
      modelVersion: '3',
      id: 'x',
      outputs: [score],
    });
  });

  it('stay JSON when a score is NaN, and refuse to say infinity in it', () => {
    const encode = (data: Float32Array) =>
      encodeInferResponse({ modelName: 'm', modelVersion: '3' }, [{ ...score, data }]);
    const body = JSON.parse(encode(Float32Array.of(Number.NaN, 1)));
    assert.deepEqual(body.outputs[0].data, [null, 1]);
    assert.deepEqual(decodeInferResponse(signature, body).outputs[0]!.data, Float32Array.of(Number.NaN, 1));
    assert.throws(() => encode(Float32Array.of(0, Number.NEGATIVE_INFINITY)), {
      code: 'TENSOR_VALUE',
      message: /-Infinity, which JSON cannot say; ask for this output with binary_data/,
    });
  });

  it('of other servers are read with nested data and unknown outputs', () => {
    const outputs = [
      { name: 'label', datatype: 'INT64', shape: [2], data: [0, 1] },
      { name: 'score', datatype: 'FP32', shape: [2, 1], data: [[0.25], [0.5]] },
    ];
    assert.deepEqual(decodeInferResponse(signature, { outputs }).outputs, [score]);
  });

  it('that break the protocol are the fault of the predictor, not of the caller', () => {
    const output = { name: 'score', datatype: 'FP32', shape: [2, 1], data: [0.25, 0.5] };
    const bodies = [
      null,
      {},
      { outputs: [{ ...output, datatype: 'FP64' }] },
      { outputs: [{ ...output, shape: 'two' }] },
      { outputs: [{ ...output, shape: [1, 2] }] },
      { outputs: [{ ...output, data: ['0.5', 1] }] },
      { outputs: [{ ...output, data: [1] }] },
    ];
    for (const body of bodies) {
      assert.throws(
        () => decodeInferResponse(signature, body, 'champion'),
        (error: SlipwayError) => error.code === 'PREDICTOR_FAILED' && error.message.includes('"champion"'),
        JSON.stringify(body),
      );
    }
  });
});
