import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import fc from 'fast-check';
import { identityModel } from './fixtures/identity-model.ts';
import { linearModel } from './fixtures/linear-model.ts';
import { decodeInferBody } from './infer-body.ts';

const { signature } = linearModel({ numbers: { distance: 1 }, category: { name: 'origin', weights: {} } });
const matrix = linearModel({ numbers: { a: 1, b: 1 }, layout: 'matrix' }).signature;
const strict = linearModel({ numbers: { a: 1, b: 1 }, layout: 'matrix', optional: false }).signature;
const wide = identityModel(['FP64', 'INT64', 'UINT64']).signature;

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const texts = (...values: (string | Buffer)[]) =>
  Buffer.concat(
    values.flatMap((value) => {
      const bytes = Buffer.from(value as string);
      const prefix = Buffer.alloc(4);
      prefix.writeUInt32LE(bytes.length);
      return [prefix, bytes];
    }),
  );
const binary = (size: number, change: object = {}) => ({ parameters: { binary_data_size: size }, ...change });
const distance = (change: object) => ({ name: 'distance', datatype: 'FP32', shape: [2, 1], ...change });
const origin = (change: object) => ({ name: 'origin', datatype: 'BYTES', shape: [2, 1], ...change });

/** A body with its header: the JSON, then the parts. */
const bodyOf = (json: object, ...parts: Buffer[]): [Buffer, string] => {
  const head = Buffer.from(JSON.stringify(json));
  return [Buffer.concat([head, ...parts]), String(head.length)];
};
const refused = (body: Uint8Array, header?: string, from = signature): SlipwayError => {
  try {
    decodeInferBody(from, body, header);
  } catch (error) {
    return error as SlipwayError;
  }
  return assert.fail('was not refused');
};

describe('binary tensors', () => {
  it('are read in the order of the JSON, at any offset', () => {
    const text = texts('A', 'é\0');
    const [body, header] = bodyOf(
      { inputs: [origin(binary(text.length)), distance(binary(8))] },
      text,
      floats(1, -2),
    );
    const { tensors, rows } = decodeInferBody(signature, body, header);
    assert.equal(rows, 2);
    assert.deepEqual(
      tensors.map(({ data }) => data),
      [Float32Array.of(1, -2), ['A', 'é\0']],
    );
  });

  it('may stand beside JSON tensors', () => {
    const inputs = [origin({ data: ['A', 'B'] }), distance(binary(8))];
    const { tensors } = decodeInferBody(signature, ...bodyOf({ inputs }, floats(3, 4)));
    assert.deepEqual(tensors[0]!.data, Float32Array.of(3, 4));
  });

  it('carry NaN as a missing value and infinity as it is', () => {
    const inputs = [{ name: 'features', datatype: 'FP32', shape: [1, 2], ...binary(8) }];
    const data = (from: typeof matrix, ...values: number[]) =>
      decodeInferBody(from, ...bodyOf({ inputs }, floats(...values))).tensors[0]!.data;
    assert.deepEqual(data(matrix, Number.NaN, -Infinity), Float32Array.of(Number.NaN, -Infinity));
    assert.throws(() => data(strict, Number.NaN, 1), { code: 'TENSOR_VALUE' });
  });

  const both = (size: number, textSize: number) => ({
    inputs: [distance(binary(size)), origin(binary(textSize))],
  });
  const good = texts('A', 'B');
  const table: [string, [Uint8Array, string | undefined], string, string | undefined][] = [
    [
      'a size beyond the body',
      bodyOf(both(8, 11), floats(1, 2), good),
      'INVALID_REQUEST',
      'inputs[1].parameters.binary_data_size',
    ],
    [
      'a negative size',
      bodyOf(both(-8, 10), floats(1, 2), good),
      'INVALID_REQUEST',
      'inputs[0].parameters.binary_data_size',
    ],
    [
      'bytes after the last tensor',
      bodyOf(both(8, 10), floats(1, 2), good, Buffer.alloc(1)),
      'INVALID_REQUEST',
      'inputs',
    ],
    [
      'a size that is not that of the shape',
      bodyOf(both(4, 10), floats(1), good),
      'TENSOR_SHAPE',
      'inputs[0].data',
    ],
    [
      'a text that is cut off',
      bodyOf(both(8, 9), floats(1, 2), good.subarray(0, 9)),
      'TENSOR_VALUE',
      'inputs[1].data',
    ],
    [
      'a huge length of a text',
      bodyOf(both(8, 8), floats(1, 2), Buffer.from('ffffffff00000000', 'hex')),
      'TENSOR_VALUE',
      'inputs[1].data',
    ],
    [
      'more texts than the shape says',
      bodyOf(both(8, 15), floats(1, 2), texts('A', 'B', 'C')),
      'TENSOR_SHAPE',
      'inputs[1].data',
    ],
    [
      'text that is not UTF-8',
      bodyOf(both(8, 10), floats(1, 2), texts('A', Buffer.from([0xff]))),
      'TENSOR_VALUE',
      'inputs[1].data',
    ],
    [
      'data and bytes',
      bodyOf({ inputs: [distance(binary(8, { data: [1, 2] }))] }, floats(1, 2)),
      'INVALID_REQUEST',
      'inputs[0].data',
    ],
    [
      'parameters that are no object',
      bodyOf({ inputs: [distance({ parameters: 5 })] }),
      'INVALID_REQUEST',
      'inputs[0].parameters',
    ],
    [
      'shared memory',
      bodyOf({ inputs: [distance({ parameters: { shared_memory_region: 'a' } })] }),
      'INVALID_REQUEST',
      'inputs[0].parameters.shared_memory_region',
    ],
    [
      'bytes without the header',
      [Buffer.from(JSON.stringify(both(8, 10))), undefined],
      'INVALID_REQUEST',
      'inputs[0].parameters.binary_data_size',
    ],
    [
      'a header beyond the body',
      [Buffer.from('{}'), '3'],
      'INVALID_REQUEST',
      'inference-header-content-length',
    ],
    [
      'a header that is no size',
      [Buffer.from('{}'), '-1'],
      'INVALID_REQUEST',
      'inference-header-content-length',
    ],
    [
      'a header that is a list',
      [Buffer.from('{}'), '1, 1'],
      'INVALID_REQUEST',
      'inference-header-content-length',
    ],
    [
      'a body without JSON for two inputs',
      [floats(1), '0'],
      'INVALID_REQUEST',
      'inference-header-content-length',
    ],
  ];
  for (const [what, [body, header], code, field] of table) {
    it(`are refused with ${what}`, () => {
      const error = refused(body, header);
      assert.deepEqual([error.code, error.field, error.kind], [code, field, 'invalid']);
    });
  }

  it('are refused when a BOOL is neither 0 nor 1', () => {
    const from = identityModel(['FP32', 'BOOL']).signature;
    const inputs = [
      { name: 'in_fp32', datatype: 'FP32', shape: [1, 1], data: [1] },
      { name: 'in_bool', datatype: 'BOOL', shape: [1, 1], ...binary(1) },
    ];
    assert.equal(refused(...bodyOf({ inputs }, Buffer.from([2])), from).code, 'TENSOR_VALUE');
  });

  it('never fail with anything but a coded 4xx, whatever comes', () => {
    const input = fc.record({
      name: fc.constantFrom('distance', 'origin'),
      datatype: fc.constantFrom('FP32', 'BYTES'),
      shape: fc.constant([2, 1]),
      parameters: fc.record({ binary_data_size: fc.oneof(fc.nat(20), fc.anything()) }),
    });
    const sent = fc.tuple(
      fc.array(input, { maxLength: 3 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(sent, ([inputs, payload, shift]) => {
        const [body, header] = bodyOf({ inputs }, Buffer.from(payload));
        try {
          decodeInferBody(signature, body, String(Number(header) + shift));
        } catch (error) {
          assert.equal((error as SlipwayError).kind, 'invalid', String((error as Error).stack));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a body without JSON', () => {
  it('is the one input, as many rows as it has, and wants binary outputs', () => {
    const request = decodeInferBody(matrix, floats(1, 2, 3, 4), '0');
    assert.deepEqual([request.rows, request.binaryOutputs, request.outputs], [2, 'all', undefined]);
    assert.deepEqual(request.tensors[0]!.data, Float32Array.of(1, 2, 3, 4));
  });

  it('must fit the shape', () => {
    for (const body of [floats(), floats(1), floats(1, 2, 3), Buffer.alloc(7)])
      assert.deepEqual(
        [refused(body, '0', matrix).code, refused(body, '0', matrix).field],
        ['TENSOR_SHAPE', 'body'],
      );
  });
});

describe('outputs', () => {
  const wanted = (json: object) => {
    const { outputs, binaryOutputs } = decodeInferBody(
      matrix,
      Buffer.from(
        JSON.stringify({
          inputs: [{ name: 'features', datatype: 'FP32', shape: [1, 2], data: [1, 2] }],
          ...json,
        }),
      ),
    );
    return [outputs, binaryOutputs];
  };

  it('are JSON unless the request wants all in binary', () => {
    assert.deepEqual(wanted({}), [undefined, undefined]);
    assert.deepEqual(wanted({ parameters: { binary_data_output: false } }), [undefined, undefined]);
    assert.deepEqual(wanted({ parameters: { binary_data_output: true } }), [undefined, 'all']);
    assert.deepEqual(wanted({ parameters: { binary_data_output: true }, outputs: [] }), [undefined, 'all']);
  });

  it('follow their own wish before that of the request', () => {
    const outputs = [{ name: 'logit', parameters: { binary_data: false } }, { name: 'score' }];
    assert.deepEqual(wanted({ parameters: { binary_data_output: true }, outputs }), [
      ['logit', 'score'],
      new Set(['score']),
    ]);
    assert.deepEqual(wanted({ outputs }), [['logit', 'score'], undefined]);
  });

  it('cannot be wanted otherwise', () => {
    for (const [json, field] of [
      [
        { outputs: [{ name: 'score', parameters: { classification: 3 } }] },
        'outputs[0].parameters.classification',
      ],
      [{ outputs: [{ name: 'score', parameters: { binary_data: 1 } }] }, 'outputs[0].parameters.binary_data'],
      [{ parameters: { binary_data_output: 'yes' } }, 'parameters.binary_data_output'],
      [{ parameters: [] }, 'parameters'],
    ] as const)
      assert.throws(() => wanted(json), { code: 'INVALID_REQUEST', field });
  });
});

describe('numbers that JSON carries badly', () => {
  const request = (fp64: string, int64: string, uint64: string) =>
    Buffer.from(
      `{"inputs":[{"name":"in_fp64","datatype":"FP64","shape":[1,1],"data":[${fp64}]},` +
        `{"name":"in_int64","datatype":"INT64","shape":[1,1],"data":[${int64}]},` +
        `{"name":"in_uint64","datatype":"UINT64","shape":[1,1],"data":[${uint64}]}]}`,
    );
  const read = (fp64: string, int64: string, uint64: string) =>
    decodeInferBody(wide, request(fp64, int64, uint64)).tensors.map(({ data }) => data[0]);

  it('keep all digits of 64-bit integers', () => {
    assert.deepEqual(read('1', '9007199254740993', '18446744073709551615'), [
      1,
      9007199254740993n,
      2n ** 64n - 1n,
    ]);
    assert.deepEqual(read('9007199254740993', '-9223372036854775808', '0'), [2 ** 53, -(2n ** 63n), 0n]);
    assert.deepEqual(read('0.1234567890123456', '-1', '7'), [0.1234567890123456, -1n, 7n]);
  });

  it('are refused out of range', () => {
    for (const [int64, uint64] of [
      ['9223372036854775808', '1'],
      ['1', '18446744073709551616'],
      ['1', '-9007199254740993'],
      ['1.5', '1'],
      ['1e17', '1'],
    ] as const)
      assert.throws(() => read('1', int64, uint64), { code: 'TENSOR_VALUE' });
  });

  const features = (data: string, extra = '') =>
    Buffer.from(`{${extra}"inputs":[{"name":"features","datatype":"FP32","shape":[1,2],"data":[${data}]}]}`);

  it('may be the bare tokens that numeric clients write', () => {
    const data = (text: string, from = matrix) => decodeInferBody(from, features(text)).tensors[0]!.data;
    assert.deepEqual(data('NaN, -Infinity'), Float32Array.of(Number.NaN, -Infinity));
    assert.deepEqual(data('[Infinity,NaN]'), Float32Array.of(Infinity, Number.NaN));
    assert.throws(() => data('NaN,1', strict), { code: 'TENSOR_VALUE' });
    assert.deepEqual(data('Infinity,1', strict), Float32Array.of(Infinity, 1));
  });

  it('are not looked for in text', () => {
    const { id } = decodeInferBody(matrix, features('NaN,1', '"id":"NaN, \\" Infinity",'));
    assert.equal(id, 'NaN, " Infinity');
  });

  it('leave other faults what they are', () => {
    for (const text of ['NaN,', 'nan,1', 'Infinite,1', '+Infinity,1'])
      assert.equal(refused(features(text), undefined, matrix).code, 'INVALID_JSON', text);
    assert.equal(
      refused(Buffer.from(`${'['.repeat(200_000)}1234567890123456789`), undefined, wide).code,
      'INVALID_JSON',
    );
  });

  it('round to half precision', () => {
    const from = identityModel(['FP16']).signature;
    const body = Buffer.from(
      '{"inputs":[{"name":"in_fp16","datatype":"FP16","shape":[2,1],"data":[0.1,65504]}]}',
    );
    assert.deepEqual(decodeInferBody(from, body).tensors[0]!.data, Float16Array.of(0.1, 65504));
  });
});
