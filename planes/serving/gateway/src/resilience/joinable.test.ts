import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import { signature } from '../fixtures/signed-routing.ts';
import { countJoinable, mayJoin } from './joinable.ts';
import type { Query } from './query.ts';

const query = (rows: number, changes: Partial<Query> = {}, width = 1): { query: Query } => ({
  query: {
    variant: 'v1',
    path: '/v2/models/delays/infer',
    signature,
    tensors: [
      { name: 'distance', datatype: 'FP32', shape: [rows, width], data: new Float32Array(rows * width) },
    ],
    rows,
    outputs: undefined,
    requestId: 'r',
    traceparent: null,
    deadline: 0,
    ...changes,
  },
});
const other: ModelSignature = { ...signature };
const single: ModelSignature = { ...signature, inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 3] }] };
const text = (length: number): Tensor[] => [
  { name: 'distance', datatype: 'BYTES', shape: [1, 1], data: ['x'.repeat(length)] },
];

test('queries that ask the same of the same model join, up to 512 rows and 512 KiB', () => {
  for (const [what, queries, expected] of [
    ['one', [query(1)], 1],
    ['equal ones', [query(1), query(7), query(3)], 3],
    ['512 rows', [query(300), query(212), query(1)], 2],
    ['a large one', [query(2000), query(1)], 1],
    ['another model', [query(1), query(1, { signature: other })], 1],
    ['another path', [query(1), query(1, { path: '/v2/models/x/infer' })], 1],
    ['another shape', [query(1), query(1, {}, 2)], 1],
    ['another datatype', [query(1), query(1, { tensors: text(1) })], 1],
    ['other outputs', [query(1), query(1, { outputs: ['score'] })], 1],
    ['the same outputs', [query(1, { outputs: ['score'] }), query(1, { outputs: ['score'] })], 2],
    ['only what comes first', [query(1), query(1, { outputs: ['score'] }), query(1)], 1],
    ['many bytes', [query(1, { tensors: text(400_000) }), query(1, { tensors: text(200_000) })], 1],
    ['no batch dimension', [query(1, { signature: single }), query(1, { signature: single })], 1],
  ] as const)
    assert.equal(countJoinable(queries), expected, what);
});

test('only a model whose first dimensions are the batch takes rows of several requests', () => {
  assert.deepEqual([mayJoin(signature), mayJoin(single)], [true, false]);
});
