import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModelSignature, SlipwayError } from '@slipway/contracts';
import { linearModel } from './fixtures/linear-model.ts';
import { rowsToTensors } from './rows-to-tensors.ts';
import { planOf } from './signature-plan.ts';
import { tensorsToRows } from './tensors-to-rows.ts';

const columns = linearModel().signature;
const matrix = linearModel({ layout: 'matrix' }).signature;
const [first, ...others] = columns.features;

describe('a signature', () => {
  it('is prepared once', () => {
    assert.equal(planOf(columns), planOf(columns));
  });

  it('spreads the features over inputs of several elements, in order', () => {
    const names = ['a', 'b', 'c'];
    const feature = (name: string) => ({ name, kind: 'number', optional: true }) as const;
    const inputs = [
      { name: 'first', datatype: 'FP32', shape: [-1, 2] },
      { name: 'second', datatype: 'FP32', shape: [-1] },
    ] as const;
    const wide = {
      ...columns,
      features: names.map(feature),
      inputs: inputs.map((each) => ({ ...each, shape: [...each.shape] })),
    };
    assert.deepEqual(
      planOf(wide).columns.map(({ name, input, offset, stride }) => [name, input, offset, stride]),
      [
        ['a', 0, 0, 2],
        ['b', 0, 1, 2],
        ['c', 1, 0, 1],
      ],
    );
    const tensors = rowsToTensors(wide, [
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
    ]);
    assert.deepEqual(
      tensors.map(({ shape, data }) => [shape, data]),
      [
        [[2, 2], Float32Array.of(1, 2, 4, 5)],
        [[2], Float32Array.of(3, 6)],
      ],
    );
    assert.deepEqual(tensorsToRows(wide, tensors)[1], { a: 4, b: 5, c: 6 });
  });

  const number = { name: 'x', kind: 'number', optional: true } as const;
  const table: [string, ModelSignature, string][] = [
    ['a feature twice', { ...columns, features: [first!, first!, ...others.slice(1)] }, 'features'],
    ['an input twice', { ...columns, inputs: [columns.inputs[0]!, ...columns.inputs] }, 'inputs'],
    ['an output twice', { ...columns, outputs: [...columns.outputs, ...columns.outputs] }, 'outputs'],
    ['fewer inputs than features', { ...columns, inputs: columns.inputs.slice(1) }, 'inputs'],
    [
      'an input of variable width',
      { ...columns, inputs: [{ ...columns.inputs[0]!, shape: [-1, -1] }, ...columns.inputs.slice(1)] },
      'inputs[0].shape',
    ],
    ['a score that is no output', { ...columns, score: 'probability' }, 'score'],
    [
      'a category in a number tensor',
      { ...columns, features: [{ ...first!, kind: 'category' }, ...others] },
      'features[0]',
    ],
    [
      'a number in a text tensor',
      { ...columns, features: [...columns.features.slice(0, 2), number] },
      'features[2]',
    ],
    [
      'a fixed batch',
      { ...columns, inputs: [{ ...columns.inputs[0]!, shape: [1, 1] }, ...columns.inputs.slice(1)] },
      'inputs[0].shape',
    ],
    ['a matrix of another width', { ...matrix, features: [...matrix.features, number] }, 'inputs[0].shape'],
    [
      'a category in a matrix',
      { ...matrix, features: [{ ...first!, kind: 'category' }, number] },
      'features[0]',
    ],
    [
      'an optional integer',
      { ...columns, inputs: [{ ...columns.inputs[0]!, datatype: 'INT32' }, ...columns.inputs.slice(1)] },
      'features[0]',
    ],
    [
      'a text as the default of a number',
      { ...columns, features: [{ ...first!, default: '0' }, ...others] },
      'features[0].default',
    ],
    [
      'a default that the datatype cannot hold',
      { ...columns, features: [{ ...first!, default: 1e39 }, ...others] },
      'features[0].default',
    ],
    ['a binary task with one class', { ...columns, classes: ['1'] }, 'classes'],
    ['a regression with classes', { ...columns, task: 'regression' }, 'classes'],
  ];
  for (const [what, signature, field] of table) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => planOf(signature),
        (error: SlipwayError) => error.code === 'INVALID_SIGNATURE_FILE' && error.field === field,
      );
    });
  }
});
