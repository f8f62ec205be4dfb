import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import fc from 'fast-check';
import { identityModel } from './fixtures/identity-model.ts';
import { linearModel } from './fixtures/linear-model.ts';
import { decodeInferRequest, encodeInferRequest } from './infer-request.ts';
import { rowsToTensors } from './rows-to-tensors.ts';

const { signature } = linearModel({ numbers: { distance: 1 }, category: { name: 'origin', weights: {} } });
const strict = linearModel({ numbers: { distance: 1 }, category: null, optional: false }).signature;
const matrix = linearModel({ numbers: { a: 1, b: 1 }, layout: 'matrix' }).signature;
const all = identityModel(['BOOL', 'INT8', 'UINT8', 'INT64', 'UINT64', 'FP16', 'FP64', 'BYTES']).signature;

const distance = (change: object = {}) => ({
  name: 'distance',
  datatype: 'FP32',
  shape: [2, 1],
  data: [1, 2],
  ...change,
});
const origin = (change: object = {}) => ({
  name: 'origin',
  datatype: 'BYTES',
  shape: [2, 1],
  data: ['A', 'B'],
  ...change,
});
const request = (change: object = {}) => ({ inputs: [distance(), origin()], ...change });

const refused = (body: unknown, from = signature): SlipwayError => {
  try {
    decodeInferRequest(from, body);
  } catch (error) {
    return error as SlipwayError;
  }
  return assert.fail('was not refused');
};

describe('infer requests', () => {
  it('decodes tensors into the order of the signature', () => {
    const { tensors, rows, id, outputs } = decodeInferRequest(signature, {
      id: 'seven',
      inputs: [origin(), distance()],
      outputs: [{ name: 'logit' }, { name: 'score' }],
    });
    assert.deepEqual(
      tensors.map(({ data }) => data),
      [Float32Array.of(1, 2), ['A', 'B']],
    );
    assert.deepEqual([rows, id, outputs], [2, 'seven', ['logit', 'score']]);
  });

  it('reads data flat or nested as the shape says', () => {
    for (const data of [
      [1, 2, 3, 4],
      [
        [1, 2],
        [3, 4],
      ],
    ]) {
      const inputs = [{ name: 'features', datatype: 'FP32', shape: [2, 2], data }];
      assert.deepEqual(decodeInferRequest(matrix, { inputs }).tensors[0]!.data, Float32Array.of(1, 2, 3, 4));
    }
  });

  it('refuses an element that is a list without end, also where infinity would be taken', () => {
    let endless: unknown[] = [];
    for (let level = 0; level < 90_000; level++) endless = [endless];
    const inputs = [distance({ shape: [1, 1], data: [endless] }), origin({ shape: [1, 1], data: ['A'] })];
    assert.throws(() => decodeInferRequest(signature, { inputs }, { verbatim: true }), {
      code: 'TENSOR_VALUE',
    });
  });

  it('takes null for a missing value of an optional feature only', () => {
    const body = { inputs: [distance({ data: [null, 1] }), origin({ data: ['A', null] })] };
    const { tensors } = decodeInferRequest(signature, body);
    assert.deepEqual(
      tensors.map(({ data }) => data),
      [Float32Array.of(Number.NaN, 1), ['A', '']],
    );
    const error = refused({ inputs: [distance({ data: [null, 1] })] }, strict);
    assert.deepEqual([error.code, error.field], ['TENSOR_VALUE', 'inputs[0].data']);
  });

  it('ignores unknown keys and parameters, as clients of the protocol expect', () => {
    assert.equal(
      decodeInferRequest(signature, request({ parameters: { priority: 1 }, extra: true })).rows,
      2,
    );
  });

  const table: [string, unknown, string, string | undefined][] = [
    ['a body that is no object', [1], 'INVALID_REQUEST', undefined],
    ['null', null, 'INVALID_REQUEST', undefined],
    ['no inputs', {}, 'INVALID_REQUEST', 'inputs'],
    ['an id that is no text', request({ id: 5 }), 'INVALID_REQUEST', 'id'],
    ['an input that is no object', { inputs: ['distance'] }, 'INVALID_REQUEST', 'inputs[0]'],
    [
      'an input without a name',
      { inputs: [distance({ name: undefined })] },
      'INVALID_REQUEST',
      'inputs[0].name',
    ],
    [
      'an unknown input',
      { inputs: [distance(), origin({ name: 'to' })] },
      'TENSOR_UNKNOWN',
      'inputs[1].name',
    ],
    ['an inherited name', { inputs: [distance({ name: '__proto__' })] }, 'TENSOR_UNKNOWN', 'inputs[0].name'],
    ['a missing input', { inputs: [distance()] }, 'TENSOR_MISSING', 'inputs'],
    ['an input given twice', { inputs: [distance(), distance()] }, 'INVALID_REQUEST', 'inputs[1].name'],
    [
      'another datatype',
      { inputs: [distance({ datatype: 'FP64' })] },
      'TENSOR_DATATYPE',
      'inputs[0].datatype',
    ],
    [
      'an invented datatype',
      { inputs: [distance({ datatype: 'FLOAT' })] },
      'TENSOR_DATATYPE',
      'inputs[0].datatype',
    ],
    ['no shape', { inputs: [distance({ shape: undefined })] }, 'TENSOR_SHAPE', 'inputs[0].shape'],
    ['a shape of another rank', { inputs: [distance({ shape: [2] })] }, 'TENSOR_SHAPE', 'inputs[0].shape'],
    [
      'a shape of another width',
      { inputs: [distance({ shape: [1, 2] })] },
      'TENSOR_SHAPE',
      'inputs[0].shape',
    ],
    ['no rows', { inputs: [distance({ shape: [0, 1], data: [] })] }, 'TENSOR_SHAPE', 'inputs[0].shape'],
    ['a negative dimension', { inputs: [distance({ shape: [-2, 1] })] }, 'TENSOR_SHAPE', 'inputs[0].shape'],
    [
      'a dimension that is text',
      { inputs: [distance({ shape: ['2', 1] })] },
      'TENSOR_SHAPE',
      'inputs[0].shape',
    ],
    [
      'a shape larger than the data',
      { inputs: [distance({ shape: [1e15, 1] })] },
      'TENSOR_SHAPE',
      'inputs[0].data',
    ],
    ['too few elements', { inputs: [distance({ data: [1] })] }, 'TENSOR_SHAPE', 'inputs[0].data'],
    ['too many elements', { inputs: [distance({ data: [1, 2, 3] })] }, 'TENSOR_SHAPE', 'inputs[0].data'],
    ['wrong nesting', { inputs: [distance({ data: [[1, 2]] })] }, 'TENSOR_SHAPE', 'inputs[0].data'],
    ['ragged nesting', { inputs: [distance({ data: [[1], 2] })] }, 'TENSOR_SHAPE', 'inputs[0].data'],
    ['deeper nesting', { inputs: [distance({ data: [[[1]], [[2]]] })] }, 'TENSOR_VALUE', 'inputs[0].data'],
    ['data that is text', { inputs: [distance({ data: '1' })] }, 'TENSOR_SHAPE', 'inputs[0].data'],
    ['no data', { inputs: [distance({ data: undefined })] }, 'INVALID_REQUEST', 'inputs[0].data'],
    [
      'text where a number belongs',
      { inputs: [distance({ data: [1, '2'] })] },
      'TENSOR_VALUE',
      'inputs[0].data',
    ],
    [
      'a number where text belongs',
      { inputs: [distance(), origin({ data: ['A', 2] })] },
      'TENSOR_VALUE',
      'inputs[1].data',
    ],
    [
      'infinity',
      { inputs: [distance({ data: [1, JSON.parse('1e999')] })] },
      'TENSOR_VALUE',
      'inputs[0].data',
    ],
    ['more than FP32 holds', { inputs: [distance({ data: [1, 1e39] })] }, 'TENSOR_VALUE', 'inputs[0].data'],
    [
      'inputs of different row counts',
      { inputs: [distance(), origin({ shape: [1, 1], data: ['A'] })] },
      'TENSOR_SHAPE',
      'inputs[1].shape',
    ],
    ['an unknown output', request({ outputs: [{ name: 'label' }] }), 'OUTPUT_UNKNOWN', 'outputs[0].name'],
    [
      'an output asked for twice',
      request({ outputs: [{ name: 'score' }, { name: 'score' }] }),
      'INVALID_REQUEST',
      'outputs[1].name',
    ],
    ['outputs that are no list', request({ outputs: 'score' }), 'INVALID_REQUEST', 'outputs'],
    ['an output without a name', request({ outputs: [null] }), 'INVALID_REQUEST', 'outputs[0].name'],
  ];
  for (const [what, body, code, field] of table) {
    it(`refuses ${what}`, () => {
      const error = refused(body);
      assert.deepEqual([error.code, error.field, error.kind], [code, field, 'invalid']);
    });
  }

  it('refuses elements that a datatype cannot hold without a loss', () => {
    const values: [string, unknown][] = [
      ['in_bool', 1],
      ['in_int8', 128],
      ['in_int8', -129],
      ['in_int8', 0.5],
      ['in_uint8', -1],
      ['in_int64', JSON.parse('9007199254740993')],
      ['in_int64', '1'],
      ['in_uint64', -1],
      ['in_fp16', 70_000],
      ['in_fp64', true],
      ['in_bytes', null],
    ];
    for (const [name, value] of values) {
      const datatype = name.slice(3).toUpperCase();
      const error = refused({ inputs: [{ name, datatype, shape: [1, 1], data: [value] }] }, all);
      assert.deepEqual([error.code, error.field], ['TENSOR_VALUE', 'inputs[0].data'], `${name} ${value}`);
    }
  });

  it('never throws anything but a coded 4xx, whatever comes', () => {
    const tensor = fc.record(
      {
        name: fc.oneof(fc.constantFrom('distance', 'origin'), fc.anything()),
        datatype: fc.oneof(fc.constantFrom('FP32', 'BYTES'), fc.anything()),
        shape: fc.oneof(
          fc.array(fc.oneof(fc.nat(3), fc.anything()), { maxLength: 3 }),
          fc.constant([1, 1]),
          fc.anything(),
        ),
        data: fc.oneof(fc.array(fc.anything(), { maxLength: 3 }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.anything(),
      fc.record({ inputs: fc.array(tensor, { maxLength: 3 }), outputs: fc.anything() }),
    );
    fc.assert(
      fc.property(body, (sent) => {
        try {
          decodeInferRequest(signature, sent);
        } catch (error) {
          assert.equal((error as SlipwayError).kind, 'invalid', String((error as Error).stack));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('encoding of infer requests', () => {
  it('is read back as the same tensors', () => {
    const row = {
      in_bool: fc.boolean(),
      in_int8: fc.integer({ min: -128, max: 127 }),
      in_uint8: fc.integer({ min: 0, max: 255 }),
      in_int64: fc.maxSafeInteger(),
      in_uint64: fc.maxSafeNat(),
      in_fp16: fc.integer({ min: -2048, max: 2048 }),
      in_fp64: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      in_bytes: fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0')),
    };
    fc.assert(
      fc.property(fc.array(fc.record(row), { minLength: 1, maxLength: 4 }), (rows) => {
        const tensors = rowsToTensors(all, rows);
        const { tensors: back } = decodeInferRequest(all, JSON.parse(encodeInferRequest(tensors)));
        assert.deepEqual(back, tensors);
      }),
    );
  });

  it('carries id and outputs, and missing values as null', () => {
    const text = encodeInferRequest(rowsToTensors(signature, [{}]), { id: 'a"b', outputs: ['score'] });
    const parsed = JSON.parse(text);
    assert.deepEqual([parsed.id, parsed.outputs], ['a"b', [{ name: 'score' }]]);
    assert.deepEqual(
      parsed.inputs.map(({ data }: { data: unknown }) => data),
      [[null], ['']],
    );
    assert.deepEqual(decodeInferRequest(signature, parsed).tensors, rowsToTensors(signature, [{}]));
  });
});
