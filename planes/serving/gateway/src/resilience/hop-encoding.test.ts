import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import { decodeInferBody, encodeInferAnswer, type Tensor } from '@slipway/inference/rows';
import { decodeOutputs, encodeRequest } from './hop-encoding.ts';

const signature: ModelSignature = {
  task: 'binary',
  features: [
    { name: 'x', kind: 'number', optional: true },
    { name: 's', kind: 'category', optional: false },
  ],
  layout: 'columns',
  inputs: [
    { name: 'x', datatype: 'FP32', shape: [-1, 1] },
    { name: 's', datatype: 'BYTES', shape: [-1, 1] },
  ],
  outputs: [
    { name: 'score', datatype: 'FP32', shape: [-1] },
    { name: 'label', datatype: 'BYTES', shape: [-1] },
  ],
  score: 'score',
  classes: ['0', '1'],
};
const inputs = (rows: number): Tensor[] => [
  {
    name: 'x',
    datatype: 'FP32',
    shape: [rows, 1],
    data: Float32Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? Number.NaN : row / 8)),
  },
  {
    name: 's',
    datatype: 'BYTES',
    shape: [rows, 1],
    data: Array.from({ length: rows }, (_, row) => `ü${row}`),
  },
];
const outputs = (rows: number): Tensor[] => [
  {
    name: 'score',
    datatype: 'FP32',
    shape: [rows],
    data: Float32Array.from({ length: rows }, (_, i) => i / 7),
  },
  { name: 'label', datatype: 'BYTES', shape: [rows], data: Array.from({ length: rows }, (_, i) => `é${i}`) },
];
const query = { requestId: 'r', outputs: undefined, signature, variant: 'v1' };

/** What our own predictor reads of a request, and what comes back of its answer, over the wire. */
const exchange = (rows: number, binary: boolean, wanted?: readonly string[]) => {
  const { body, jsonLength } = encodeRequest(inputs(rows), { ...query, outputs: wanted }, binary);
  const read = decodeInferBody(
    signature,
    Buffer.from(body as string),
    jsonLength === null ? undefined : String(jsonLength),
  );
  const given = outputs(rows).filter(({ name }) => read.outputs === undefined || read.outputs.includes(name));
  const answer = encodeInferAnswer({ modelName: 'm', modelVersion: '1' }, given, read.binaryOutputs);
  const received = { body: Buffer.from(answer.body as string), jsonLength: answer.jsonLength ?? null };
  return { jsonLength, read, outputs: decodeOutputs(received, query) };
};

test('a predictor reads what was asked and its answer is what it said, in JSON and in binary', () => {
  for (const [rows, binary, written] of [
    [1, true, 'json'],
    [200, false, 'json'],
    [200, true, 'binary'],
  ] as const) {
    const { jsonLength, read, outputs: decoded } = exchange(rows, binary);
    assert.equal(jsonLength === null ? 'json' : 'binary', written);
    assert.deepEqual([read.id, read.rows], ['r', rows]);
    assert.deepEqual(read.tensors, inputs(rows));
    assert.deepEqual(decoded, outputs(rows));
  }
});

test('64-bit integers come back whole, also those that a JSON number cannot hold', () => {
  const wide: ModelSignature = {
    ...signature,
    outputs: [...signature.outputs, { name: 'id', datatype: 'INT64', shape: [-1] }],
  };
  const id: Tensor = {
    name: 'id',
    datatype: 'INT64',
    shape: [2],
    data: BigInt64Array.of(2n ** 60n + 1n, -7n),
  };
  const { body } = encodeInferAnswer({ modelName: 'm', modelVersion: '1' }, [id], undefined);
  const received = { body: Buffer.from(body as string), jsonLength: null };
  assert.deepEqual(decodeOutputs(received, { ...query, signature: wide }), [id]);
});

test('only the wanted outputs come back', () => {
  for (const binary of [true, false])
    assert.deepEqual(exchange(100, binary, ['score']).outputs, outputs(100).slice(0, 1));
});

test('an answer that breaks the protocol is a fault of the predictor', () => {
  const bad = (json: object, bytes: number[] = []) => {
    const head = Buffer.from(JSON.stringify(json));
    return () =>
      decodeOutputs({ body: Buffer.concat([head, Buffer.from(bytes)]), jsonLength: head.length }, query);
  };
  const output = { name: 'score', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } };
  for (const broken of [
    bad({}),
    bad({ outputs: [{ ...output, shape: 'x' }] }, [0, 0, 0, 0]),
    bad({ outputs: [{ ...output, datatype: 'FP64' }] }, [0, 0, 0, 0]),
    bad({ outputs: [output] }, [0, 0]),
    bad({ outputs: [{ ...output, shape: [2] }] }, [0, 0, 0, 0]),
    bad({ outputs: [{ ...output, shape: [-1] }] }, [0, 0, 0, 0]),
    bad({ outputs: [{ ...output, parameters: { binary_data_size: -4 } }] }, [0, 0, 0, 0]),
  ])
    assert.throws(broken);
  // What the signature does not name is left out, as in JSON.
  assert.deepEqual(
    bad({ outputs: [null, { ...output, name: 'other' }, output] }, [9, 9, 9, 9, 0, 0, 0, 0])(),
    [{ name: 'score', datatype: 'FP32', shape: [1], data: Float32Array.of(0) }],
  );
});
