import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servedVariant } from '../fixtures/served-variant.ts';
import { readScores } from './read-scores.ts';

const score = (...values: number[]) => [
  { name: 'score', datatype: 'FP32' as const, shape: [values.length], data: new Float32Array(values) },
];

test('scores come in the order of the rows that were asked', () => {
  assert.deepEqual(readScores(servedVariant(), score(0.25, 0.5), [3, 7]), [
    [0.75, 0.25],
    [0.5, 0.5],
  ]);
});

test('a model that gives no number for a row blames that row of the request', () => {
  assert.throws(() => readScores(servedVariant(), score(0.25, Number.NaN), [3, 7]), {
    code: 'TENSOR_VALUE',
    field: 'rows[7]',
  });
});

test('outputs that do not fit are the fault of the predictor', () => {
  assert.throws(() => readScores(servedVariant(), [], [0]), { code: 'PREDICTOR_FAILED' });
  assert.throws(() => readScores(servedVariant(), score(0.5), [0, 1]), { code: 'PREDICTOR_FAILED' });
});
