/// <reference lib="esnext.float16" />
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DATATYPES, type Datatype } from '@slipway/contracts';
import { identityModel } from '@slipway/inference/fixtures';
import type { TensorElements } from '@slipway/inference/rows';
import { texts } from './fixtures/running-door.ts';
import { decodeInferMessage, encodeInferMessage } from './infer-message.ts';
import { loadInterface } from './interface-definition.ts';

const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } =
  loadInterface().inference.ModelInfer!;

interface Case {
  readonly data: TensorElements;
  /** Typed contents, and the protocol's name of their list; FP16 has none. */
  readonly list?: string;
  readonly typed?: readonly unknown[];
}

const CASES: Readonly<Record<Datatype, Case>> = {
  BOOL: { data: Uint8Array.of(1, 0), list: 'bool_contents', typed: [true, false] },
  INT8: { data: Int8Array.of(-128, 127), list: 'int_contents', typed: [-128, 127] },
  INT16: { data: Int16Array.of(-32768, 32767), list: 'int_contents', typed: [-32768, 32767] },
  INT32: {
    data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
    list: 'int_contents',
    typed: [-(2 ** 31), 2 ** 31 - 1],
  },
  INT64: {
    data: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n),
    list: 'int64_contents',
    typed: ['-9223372036854775808', '9007199254740993'],
  },
  UINT8: { data: Uint8Array.of(0, 255), list: 'uint_contents', typed: [0, 255] },
  UINT16: { data: Uint16Array.of(0, 65535), list: 'uint_contents', typed: [0, 65535] },
  UINT32: { data: Uint32Array.of(0, 2 ** 32 - 1), list: 'uint_contents', typed: [0, 2 ** 32 - 1] },
  UINT64: {
    data: BigUint64Array.of(2n ** 64n - 1n, 2n ** 53n + 1n),
    list: 'uint64_contents',
    typed: ['18446744073709551615', '9007199254740993'],
  },
  FP16: { data: Float16Array.of(0.5, -65504) },
  FP32: { data: Float32Array.of(0.1, -Infinity), list: 'fp32_contents', typed: [0.1, -Infinity] },
  FP64: { data: Float64Array.of(0.1, 1e300), list: 'fp64_contents', typed: [0.1, 1e300] },
  BYTES: {
    data: ['ä', 'a\0b'],
    list: 'bytes_contents',
    typed: [Buffer.from('ä'), Buffer.from('a\0b')],
  },
};

const rawOf = ({ data }: Case): Buffer =>
  Array.isArray(data) ? texts(...data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const inputOf = (datatype: Datatype, contents?: object) => ({
  name: `in_${datatype.toLowerCase()}`,
  datatype,
  shape: [2, 1],
  contents,
});

/** Decodes the message as it arrives over the wire. */
const decode = (message: object, datatypes: readonly Datatype[] = ['FP32']) =>
  decodeInferMessage(identityModel(datatypes).signature, requestDeserialize(requestSerialize(message)));

const raw = (datatype: Datatype, bytes: Uint8Array, change: object = {}) =>
  decode({ inputs: [{ ...inputOf(datatype), ...change }], raw_input_contents: [bytes] }, [datatype]);
const typed = (datatype: Datatype, contents: object) =>
  decode({ inputs: [inputOf(datatype, contents)] }, [datatype]);

const EIGHT = Buffer.alloc(8);

describe('an infer message', () => {
  for (const datatype of DATATYPES) {
    const given = CASES[datatype];
    it(`carries ${datatype} raw, at any alignment`, () => {
      for (const name of ['', 'm', 'mo', 'mod']) {
        const message = { model_name: name, inputs: [inputOf(datatype)], raw_input_contents: [rawOf(given)] };
        const { tensors, rows } = decode(message, [datatype]);
        assert.deepEqual([tensors[0]!.data, tensors[0]!.shape, rows], [given.data, [2, 1], 2]);
      }
    });
    it(`carries ${datatype} ${given.list === undefined ? 'raw only' : 'typed'}`, () => {
      if (given.list !== undefined)
        assert.deepEqual(typed(datatype, { [given.list]: given.typed }).tensors[0]!.data, given.data);
      else
        assert.throws(() => typed(datatype, { fp32_contents: [1, 2] }), {
          code: 'INVALID_REQUEST',
          message: /raw_input_contents only/,
        });
    });
    it(`answers ${datatype} raw`, () => {
      const tensor = { name: 'out', datatype, shape: [2, 1], data: given.data };
      const message = encodeInferMessage({ name: 'm', version: 3 }, 'id', [tensor]);
      const { outputs, raw_output_contents, ...head } = responseDeserialize(responseSerialize(message));
      assert.deepEqual(raw_output_contents, [rawOf(given)]);
      assert.deepEqual([outputs[0].name, outputs[0].datatype, outputs[0].contents], ['out', datatype, null]);
      assert.deepEqual([head.model_name, head.model_version, head.id], ['m', '3', 'id']);
    });
  }

  it('owns its elements: the message may be large, and a thread may take them over', () => {
    const { tensors } = raw('FP32', EIGHT);
    assert.equal((tensors[0]!.data as Float32Array).buffer.byteLength, 8);
  });

  it('puts inputs into the order of the signature, and keeps the order of the outputs', () => {
    const inputs = [inputOf('INT32'), inputOf('FP32')];
    const message = {
      id: 'a',
      inputs,
      raw_input_contents: [EIGHT, EIGHT],
      outputs: [{ name: 'out_int32' }, { name: 'out_fp32' }],
      parameters: {
        sequence_id: { int64_param: 7 },
        timeout: { int64_param: 1 },
        priority: { uint64_param: 1 },
      },
    };
    const { id, tensors, outputs } = decode(message, ['FP32', 'INT32']);
    assert.deepEqual([id, tensors.map(({ name }) => name)], ['a', ['in_fp32', 'in_int32']]);
    assert.deepEqual(outputs, ['out_int32', 'out_fp32']);
    assert.deepEqual([raw('FP32', EIGHT).id, raw('FP32', EIGHT).outputs], [undefined, undefined]);
  });

  it('takes NaN for a missing number only where the signature does', () => {
    const nan = Buffer.from(Float32Array.of(0, Number.NaN).buffer);
    const expected = { code: 'TENSOR_VALUE', field: 'raw_input_contents[0]' };
    assert.throws(() => raw('FP32', nan), expected);
    assert.throws(() => typed('FP32', { fp32_contents: [0, Number.NaN] }), {
      code: 'TENSOR_VALUE',
      field: 'inputs[0].contents.fp32_contents',
    });
  });
});

const refusals: [string, string, string | undefined, () => unknown][] = [
  [
    'fewer raw entries than inputs',
    'INVALID_REQUEST',
    'raw_input_contents',
    () =>
      decode({ inputs: [inputOf('FP32'), inputOf('INT32')], raw_input_contents: [EIGHT] }, ['FP32', 'INT32']),
  ],
  [
    'more raw entries than inputs',
    'INVALID_REQUEST',
    'raw_input_contents',
    () => decode({ inputs: [inputOf('FP32')], raw_input_contents: [EIGHT, EIGHT] }),
  ],
  [
    'raw and typed elements together',
    'INVALID_REQUEST',
    'inputs[0].contents',
    () => decode({ inputs: [inputOf('FP32', { fp32_contents: [1, 2] })], raw_input_contents: [EIGHT] }),
  ],
  [
    'no elements at all',
    'INVALID_REQUEST',
    'inputs[0].contents',
    () => decode({ inputs: [inputOf('FP32')] }),
  ],
  ['too few raw bytes', 'TENSOR_SHAPE', 'raw_input_contents[0]', () => raw('FP32', EIGHT.subarray(1))],
  ['too many raw bytes', 'TENSOR_SHAPE', 'raw_input_contents[0]', () => raw('INT16', EIGHT)],
  ['a raw BOOL of 2', 'TENSOR_VALUE', 'raw_input_contents[0]', () => raw('BOOL', Uint8Array.of(1, 2))],
  [
    'a text that ends before its length',
    'TENSOR_VALUE',
    'raw_input_contents[0]',
    () => raw('BYTES', Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)),
  ],
  ['fewer texts than elements', 'TENSOR_SHAPE', 'raw_input_contents[0]', () => raw('BYTES', texts('a'))],
  [
    'more texts than elements',
    'TENSOR_SHAPE',
    'raw_input_contents[0]',
    () => raw('BYTES', texts('a', 'b', 'c')),
  ],
  [
    'a raw text that is not UTF-8',
    'TENSOR_VALUE',
    'raw_input_contents[0]',
    () => raw('BYTES', texts('a', Uint8Array.of(0xff))),
  ],
  [
    'a typed text that is not UTF-8',
    'TENSOR_VALUE',
    'inputs[0].contents.bytes_contents',
    () => typed('BYTES', { bytes_contents: [Buffer.from('a'), Uint8Array.of(0xc3)] }),
  ],
  [
    'too few typed elements',
    'TENSOR_SHAPE',
    'inputs[0].contents.fp32_contents',
    () => typed('FP32', { fp32_contents: [1] }),
  ],
  [
    'too many typed elements',
    'TENSOR_SHAPE',
    'inputs[0].contents.int_contents',
    () => typed('INT8', { int_contents: [1, 2, 3] }),
  ],
  [
    'elements in the list of another datatype',
    'INVALID_REQUEST',
    'inputs[0].contents.int_contents',
    () => typed('FP32', { int_contents: [1, 2] }),
  ],
  [
    'elements in two lists',
    'INVALID_REQUEST',
    'inputs[0].contents.fp64_contents',
    () => typed('FP32', { fp32_contents: [1, 2], fp64_contents: [1] }),
  ],
  [
    'an INT8 of 128',
    'TENSOR_VALUE',
    'inputs[0].contents.int_contents',
    () => typed('INT8', { int_contents: [0, 128] }),
  ],
  [
    'an INT16 of -32769',
    'TENSOR_VALUE',
    'inputs[0].contents.int_contents',
    () => typed('INT16', { int_contents: [0, -32769] }),
  ],
  [
    'a UINT8 of 256',
    'TENSOR_VALUE',
    'inputs[0].contents.uint_contents',
    () => typed('UINT8', { uint_contents: [256, 0] }),
  ],
  [
    'a UINT16 of 65536',
    'TENSOR_VALUE',
    'inputs[0].contents.uint_contents',
    () => typed('UINT16', { uint_contents: [65536, 0] }),
  ],
  ['an unknown input', 'TENSOR_UNKNOWN', 'inputs[0].name', () => raw('FP32', EIGHT, { name: 'x' })],
  [
    'an input twice',
    'INVALID_REQUEST',
    'inputs[1].name',
    () => decode({ inputs: [inputOf('FP32'), inputOf('FP32')], raw_input_contents: [EIGHT, EIGHT] }),
  ],
  ['a missing input', 'TENSOR_MISSING', 'inputs', () => decode({ inputs: [] })],
  [
    'another datatype',
    'TENSOR_DATATYPE',
    'inputs[0].datatype',
    () => raw('FP32', EIGHT, { datatype: 'INT32' }),
  ],
  [
    'a datatype that ONNX has not',
    'TENSOR_DATATYPE',
    'inputs[0].datatype',
    () => raw('FP32', EIGHT, { datatype: 'BF16' }),
  ],
  ['another shape', 'TENSOR_SHAPE', 'inputs[0].shape', () => raw('FP32', EIGHT, { shape: [1, 2] })],
  ['no rows', 'TENSOR_SHAPE', 'inputs[0].shape', () => raw('FP32', EIGHT, { shape: [0, 1] })],
  ['a negative dimension', 'TENSOR_SHAPE', 'inputs[0].shape', () => raw('FP32', EIGHT, { shape: [-1, 1] })],
  [
    'more rows than fit a number',
    'TENSOR_SHAPE',
    'inputs[0].shape',
    () => raw('FP32', EIGHT, { shape: ['9007199254740993', 1] }),
  ],
  [
    'more rows than there are bytes',
    'TENSOR_SHAPE',
    'raw_input_contents[0]',
    () => raw('BYTES', EIGHT, { shape: ['4294967296', 1] }),
  ],
  [
    'inputs of different rows',
    'TENSOR_SHAPE',
    'inputs[1].shape',
    () =>
      decode(
        {
          inputs: [inputOf('FP32'), { ...inputOf('INT32'), shape: [1, 1] }],
          raw_input_contents: [EIGHT, Buffer.alloc(4)],
        },
        ['FP32', 'INT32'],
      ),
  ],
  [
    'an input in shared memory',
    'INVALID_REQUEST',
    'inputs[0].parameters.shared_memory_region',
    () => raw('FP32', EIGHT, { parameters: { shared_memory_region: { string_param: 'r' } } }),
  ],
  [
    'an output as classes',
    'INVALID_REQUEST',
    'outputs[0].parameters.classification',
    () =>
      decode({
        inputs: [inputOf('FP32')],
        raw_input_contents: [EIGHT],
        outputs: [{ name: 'out_fp32', parameters: { classification: { int64_param: 2 } } }],
      }),
  ],
  [
    'an unknown output',
    'OUTPUT_UNKNOWN',
    'outputs[0].name',
    () => decode({ inputs: [inputOf('FP32')], raw_input_contents: [EIGHT], outputs: [{ name: 'x' }] }),
  ],
  [
    'an output twice',
    'INVALID_REQUEST',
    'outputs[1].name',
    () =>
      decode({
        inputs: [inputOf('FP32')],
        raw_input_contents: [EIGHT],
        outputs: [{ name: 'out_fp32' }, { name: 'out_fp32' }],
      }),
  ],
];

describe('an infer message is refused with', () => {
  for (const [what, code, field, run] of refusals) it(what, () => assert.throws(run, { code, field }));
});
