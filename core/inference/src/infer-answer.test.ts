/// <reference lib="esnext.float16" />
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { identityModel } from './fixtures/identity-model.ts';
import { encodeInferAnswer } from './infer-answer.ts';
import { decodeInferBody } from './infer-body.ts';
import type { Tensor } from './tensor.ts';
import { encodeRawElements } from './tensor-bytes.ts';

const head = { modelName: 'm', modelVersion: '3' };
const score: Tensor = {
  name: 'score',
  datatype: 'FP32',
  shape: [2, 1],
  data: Float32Array.of(0.25, Infinity),
};
const label: Tensor = { name: 'label', datatype: 'BYTES', shape: [2], data: ['é', ''] };
const row: Tensor = { name: 'row', datatype: 'INT64', shape: [1], data: BigInt64Array.of(9007199254740993n) };

const parts = (answer: ReturnType<typeof encodeInferAnswer>) => {
  const bytes = Buffer.from(answer.body as Uint8Array);
  return {
    json: JSON.parse(bytes.subarray(0, answer.jsonLength).toString()),
    rest: bytes.subarray(answer.jsonLength),
  };
};

describe('an infer answer', () => {
  it('is text when nothing is wanted in binary, with all digits of whole numbers', () => {
    const { body, jsonLength } = encodeInferAnswer(head, [row], undefined);
    assert.equal(jsonLength, undefined);
    assert.match(body as string, /"data":\[9007199254740993\]/);
  });

  it('has the binary outputs behind the JSON, in the order of the outputs', () => {
    const { json, rest } = parts(encodeInferAnswer(head, [label, score], 'all'));
    assert.deepEqual(
      json.outputs.map(({ name, parameters, data }: Record<string, unknown>) => [name, parameters, data]),
      [
        ['label', { binary_data_size: 10 }, undefined],
        ['score', { binary_data_size: 8 }, undefined],
      ],
    );
    assert.equal(rest.toString('hex'), '02000000c3a9000000000000803e0000807f');
  });

  it('mixes binary and JSON as wanted', () => {
    const { json, rest } = parts(encodeInferAnswer(head, [label, score], new Set(['score'])));
    assert.deepEqual([json.outputs[0].data, json.outputs[1].data, rest.length], [['é', ''], undefined, 8]);
  });

  it('says only the elements of a part that shares memory with others', () => {
    const data = Float32Array.of(1, 2, 3).subarray(1, 2);
    assert.deepEqual(
      Buffer.from(encodeRawElements({ ...score, data })),
      Buffer.from(Float32Array.of(2).buffer),
    );
  });
});

it('every datatype comes back from its bytes as it was', () => {
  const values = {
    BOOL: fc.constantFrom(0, 1).map((value) => Uint8Array.of(value)),
    INT8: fc.int8Array({ minLength: 1, maxLength: 1 }),
    INT16: fc.int16Array({ minLength: 1, maxLength: 1 }),
    INT32: fc.int32Array({ minLength: 1, maxLength: 1 }),
    INT64: fc.bigInt64Array({ minLength: 1, maxLength: 1 }),
    UINT8: fc.uint8Array({ minLength: 1, maxLength: 1 }),
    UINT16: fc.uint16Array({ minLength: 1, maxLength: 1 }),
    UINT32: fc.uint32Array({ minLength: 1, maxLength: 1 }),
    UINT64: fc.bigUint64Array({ minLength: 1, maxLength: 1 }),
    FP16: fc.float({ noNaN: true }).map((value) => Float16Array.of(value)),
    FP32: fc.float32Array({ minLength: 1, maxLength: 1, noNaN: true }),
    FP64: fc.float64Array({ minLength: 1, maxLength: 1, noNaN: true }),
    BYTES: fc.string({ unit: 'binary' }).map((value) => [value]),
  };
  const datatypes = Object.keys(values) as (keyof typeof values)[];
  const { signature } = identityModel(datatypes);
  fc.assert(
    fc.property(fc.record(values), (data) => {
      const tensors = datatypes.map((datatype) => ({
        name: `in_${datatype.toLowerCase()}`,
        datatype,
        shape: [1, 1],
        data: data[datatype],
      })) as Tensor[];
      const payload = tensors.map(encodeRawElements);
      const inputs = tensors.map(({ name, datatype, shape }, index) => ({
        name,
        datatype,
        shape,
        parameters: { binary_data_size: payload[index]!.length },
      }));
      const json = Buffer.from(JSON.stringify({ inputs }));
      const body = Buffer.concat([json, ...payload]);
      assert.deepEqual(decodeInferBody(signature, body, String(json.length)).tensors, tensors);
    }),
  );
});
