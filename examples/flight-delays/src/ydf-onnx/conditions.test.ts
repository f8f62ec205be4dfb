import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecisionForest, type PredictionColumns } from '../decision-forest.ts';
import { OnnxScorer } from '../testing/onnx-scores.ts';
import { forestZip } from '../testing/ydf-zip.ts';
import type { ConditionMessage } from './ydf-messages.ts';
import { ydfToOnnx } from './ydf-to-onnx.ts';

const AIRPORT = {
  mostFrequentValue: 1,
  numberOfUniqueValues: 4,
  items: { '<OOD>': { index: 0 }, SEA: { index: 1 }, LAX: { index: 2 }, JFK: { index: 3 } },
};
const COLUMNS = [
  { type: 1, name: 'hour' },
  { type: 4, name: 'airport', categorical: AIRPORT },
  { type: 7, name: 'holiday' },
  { type: 9, name: 'distance', discretized: { boundaries: [1, 2, 4] } },
  { type: 1, name: 'label' },
];
const QUESTIONS: PredictionColumns = {
  hour: [0.2, 0.7, null, 0.5, null],
  airport: ['SEA', 'LAX', 'never seen', 'JFK', null],
  holiday: [true, false, null, null, true],
  distance: [0.5, 2, 3, null, 9],
};

/** A model of one split: 1 where the condition holds, 0 where not. */
const oneSplit = (attribute: number, condition: Partial<ConditionMessage>, naValue: boolean) =>
  forestZip(
    COLUMNS,
    [
      { condition: { attribute, naValue, condition } },
      { regressor: { topValue: 0 } },
      { regressor: { topValue: 1 } },
    ],
    { task: 2, trees: 1 },
  );

const cases: [string, number, Partial<ConditionMessage>, boolean, number[]][] = [
  ['at least a threshold', 0, { higher: { threshold: 0.5 } }, false, [0, 1, 0, 1, 0]],
  ['at least a threshold, missing counts as yes', 0, { higher: { threshold: 0.5 } }, true, [0, 1, 1, 1, 1]],
  ['one of a list of categories', 1, { contains: { elements: [1, 3] } }, true, [1, 0, 0, 1, 1]],
  [
    'one of a bitmap of categories',
    1,
    { containsBitmap: { elementsBitmap: Uint8Array.of(0b1001) } },
    false,
    [0, 0, 1, 1, 0],
  ],
  ['true', 2, { trueValue: {} }, true, [1, 0, 1, 1, 1]],
  ['a missing number', 0, { na: {} }, false, [0, 0, 1, 0, 1]],
  ['a missing category', 1, { na: {} }, true, [0, 0, 0, 0, 1]],
  ['a missing boolean', 2, { na: {} }, false, [0, 0, 1, 1, 0]],
];

for (const [name, attribute, condition, naValue, expected] of cases) {
  test(`condition: ${name}`, async () => {
    const zip = await oneSplit(attribute, condition, naValue);
    const scorer = await OnnxScorer.open(await ydfToOnnx(zip));
    assert.deepEqual([...(await scorer.score(QUESTIONS))], expected);
    assert.deepEqual(
      (await DecisionForest.load(zip)).predict(QUESTIONS),
      expected,
      'Yggdrasil reads the same model so',
    );
  });
}

test('conditions that hold for every category or for none (Yggdrasil itself refuses to serve such a model)', async () => {
  const answers = async (elements: number[], naValue: boolean) => {
    const zip = await oneSplit(1, { contains: { elements } }, naValue);
    return [...(await (await OnnxScorer.open(await ydfToOnnx(zip))).score(QUESTIONS))];
  };
  assert.deepEqual(await answers([0, 1, 2, 3], false), [1, 1, 1, 1, 0]);
  assert.deepEqual(await answers([0, 1, 2, 3], true), [1, 1, 1, 1, 1]);
  assert.deepEqual(await answers([], false), [0, 0, 0, 0, 0]);
  assert.deepEqual(await answers([], true), [0, 0, 0, 0, 1]);
});

test('condition: a discretized number, whose bin 2 begins at the second boundary', async () => {
  const answers = async (threshold: number) => {
    const zip = await oneSplit(3, { discretizedHigher: { threshold } }, false);
    return [...(await (await OnnxScorer.open(await ydfToOnnx(zip))).score(QUESTIONS))];
  };
  assert.deepEqual(await answers(2), [0, 1, 1, 0, 1]);
  assert.deepEqual(await answers(3), [0, 0, 0, 0, 1]);
  assert.deepEqual(await answers(0), [1, 1, 1, 0, 1]);
});

test('a tree that is a single leaf', async () => {
  const zip = await forestZip(COLUMNS, [{ regressor: { topValue: 3 } }, { regressor: { topValue: 5 } }], {
    task: 2,
    trees: 2,
  });
  assert.deepEqual(
    [...(await (await OnnxScorer.open(await ydfToOnnx(zip))).score(QUESTIONS))],
    [4, 4, 4, 4, 4],
  );
});

test('the signature: one optional input per feature, in the order of the model', async () => {
  const { signature } = await ydfToOnnx(await oneSplit(0, { na: {} }, false));
  assert.deepEqual(
    signature.features.map(({ name, kind, optional }) => [name, kind, optional]),
    [
      ['hour', 'number', true],
      ['airport', 'category', true],
      ['holiday', 'boolean', true],
      ['distance', 'number', true],
    ],
  );
  assert.deepEqual(
    signature.inputs.map(({ name, datatype, shape }) => [name, datatype, shape]),
    [
      ['hour', 'FP32', [-1, 1]],
      ['airport', 'BYTES', [-1, 1]],
      ['holiday', 'FP32', [-1, 1]],
      ['distance', 'FP32', [-1, 1]],
    ],
  );
  assert.equal(signature.task, 'regression');
  assert.deepEqual(signature.outputs, [{ name: 'score', datatype: 'FP32', shape: [-1, 1] }]);
});

test('what ONNX cannot say, or what is broken, is refused with the reason', async () => {
  const refused: [Promise<Uint8Array>, RegExp][] = [
    [oneSplit(0, { oblique: {} }, false), /Oblique splits/],
    [oneSplit(0, {}, false), /unknown kind/],
    [oneSplit(0, { contains: { elements: [1] } }, false), /hour is not a category/],
    [oneSplit(9, { na: {} }, false), /column 9/],
    [oneSplit(4, { na: {} }, false), /column 4, which is no input/],
    [
      forestZip(COLUMNS, [{ condition: { attribute: 0, condition: { na: {} } } }], { task: 2, trees: 1 }),
      /end within a tree/,
    ],
    [
      forestZip(COLUMNS, [{ regressor: { topValue: 1 } }], { task: 2, trees: 2 }),
      /1 trees where the header says 2/,
    ],
    [forestZip([{ type: 5, name: 'words' }, ...COLUMNS], [], { task: 2, trees: 0 }), /type of column words/],
    [forestZip([{ type: 1, name: 'score' }, ...COLUMNS], [], { task: 2, trees: 0 }), /named score/],
    [forestZip([{ type: 1, name: 'day of week' }, ...COLUMNS], [], { task: 2, trees: 0 }), /model signature/],
    [Promise.resolve(Uint8Array.of(1, 2, 3)), /not a zip/],
  ];
  for (const [zip, message] of refused) await assert.rejects(ydfToOnnx(await zip), message);
});
