import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import { servedVariant } from '../fixtures/served-variant.ts';
import { signature } from '../fixtures/signed-routing.ts';
import { fixedAnswer } from './fixed-answer.ts';
import { fixedScores } from './fixed-scores.ts';
import { outputTensors } from './output-tensors.ts';
import type { RowAnswer } from './prediction-call.ts';

const wide: ModelSignature = {
  ...signature,
  task: 'multiclass',
  classes: ['a', 'b', 'c'],
  outputs: [
    { name: 'label', datatype: 'BYTES', shape: [-1] },
    { name: 'score', datatype: 'FP32', shape: [-1, 3] },
  ],
};
const variant = servedVariant({ signature: wide });
const fixed = (score: number, decision: string) =>
  fixedAnswer({ score, decision }, { variant, rules: ['r'] });
const ofModel: RowAnswer = { ...fixed(0.5, 'b'), overruled: false };
const label = (...data: string[]): Tensor => ({
  name: 'label',
  datatype: 'BYTES',
  shape: [data.length],
  data,
});
const scores = (...rows: number[][]): Tensor => ({
  name: 'score',
  datatype: 'FP32',
  shape: [rows.length, 3],
  data: new Float32Array(rows.flat()),
});

test('what one variant answered for all rows goes out as it came', () => {
  const outputs = [label('b', 'b'), scores([0.25, 0.5, 0.25], [0.25, 0.5, 0.25])];
  const part = { variant, indices: [0, 1], outputs };
  assert.equal(outputTensors({ answers: [ofModel, ofModel], parts: [part] }), outputs);
});

test('rows that a rule answered stand between those of the model, with the scores of the rule', () => {
  const outputs = [label('b', 'c'), scores([0.25, 0.5, 0.25], [0, 0.25, 0.75])];
  const [labels, numbers] = outputTensors({
    answers: [ofModel, fixed(0.5, 'a'), ofModel],
    parts: [{ variant, indices: [0, 2], outputs }],
  });
  assert.deepEqual(labels, label('b', '', 'c'));
  assert.deepEqual(numbers, scores([0.25, 0.5, 0.25], [0.5, 0.25, 0.25], [0, 0.25, 0.75]));
});

test('a row that was asked again has the outputs of the last variant', () => {
  const first = { variant, indices: [0, 1], outputs: [label('a', 'a'), scores([1, 0, 0], [1, 0, 0])] };
  const second = { variant, indices: [1], outputs: [label('c'), scores([0, 0, 1])] };
  const [labels] = outputTensors({ answers: [ofModel, ofModel], parts: [first, second] });
  assert.deepEqual(labels?.data, ['a', 'c']);
});

test('without any model every row has the scores of its rule', () => {
  const [, numbers] = outputTensors({ answers: [fixed(0.5, 'c')], parts: [] });
  assert.deepEqual(numbers, scores([0.25, 0.25, 0.5]));
  const single = servedVariant();
  const answer = fixedAnswer({ score: 0.75, decision: '1' }, { variant: single, rules: [] });
  assert.deepEqual([...(outputTensors({ answers: [answer], parts: [] })[0]!.data as Float32Array)], [0.75]);
});

test('the scores that belong to a declared answer', () => {
  assert.deepEqual(fixedScores({ task: 'regression', classes: [] }, { score: 7, decision: null }), [7]);
  assert.deepEqual(
    fixedScores({ task: 'binary', classes: ['0', '1'] }, { score: 0.75, decision: '1' }),
    [0.25, 0.75],
  );
  assert.deepEqual(fixedScores(wide, { score: 0.5, decision: 'b' }), [0.25, 0.5, 0.25]);
});
