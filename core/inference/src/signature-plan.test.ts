import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ModelSignature, SlipwayError } from '@slipway/contracts';
import { linearModel } from './fixtures/linear-model.ts';
import { planOf } from './signature-plan.ts';

const columns = linearModel().signature;
const matrix = linearModel({ layout: 'matrix' }).signature;
const [first, ...others] = columns.features;

describe('a signature', () => {
  it('is prepared once', () => {
    assert.equal(planOf(columns), planOf(columns));
  });

  const number = { name: 'x', kind: 'number', optional: true } as const;
  const table: [string, ModelSignature, string][] = [
    ['a feature twice', { ...columns, features: [first!, first!, ...others.slice(1)] }, 'features'],
    ['an input twice', { ...columns, inputs: [columns.inputs[0]!, ...columns.inputs] }, 'inputs'],
    ['an output twice', { ...columns, outputs: [...columns.outputs, ...columns.outputs] }, 'outputs'],
    ['fewer inputs than features', { ...columns, inputs: columns.inputs.slice(1) }, 'inputs'],
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
