import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Datatype, ModelSignature, type SlipwayError } from '@slipway/contracts';
import { identityModel, linearModel, writeOnnx } from './fixtures/index.ts';
import { loadModel } from './model.ts';
import { rowsToTensors } from './rows-to-tensors.ts';

const linear = linearModel();
const rows = [
  { distance: 1, hour: 2, origin: 'ATL' },
  { distance: null, hour: 3, origin: 'ORD' },
  { distance: 3, origin: 'never seen' },
  {},
];

describe('a loaded model', () => {
  it('scores rows as its formula says, with missing and unseen values', async () => {
    for (const fixture of [linear, linearModel({ layout: 'matrix' })]) {
      const model = await loadModel(fixture.model, fixture.signature);
      const asked = fixture === linear ? rows : rows.map(({ origin: _origin, ...numbers }) => numbers);
      const scores = await model.score(asked);
      asked.forEach((row, index) => {
        assert.ok(Math.abs(scores[index]![1]! - fixture.probability(row)) < 1e-6);
        assert.ok(Math.abs(scores[index]![0]! + scores[index]![1]! - 1) < 1e-12);
      });
      await model.release();
    }
  });

  it('scores many rows in chunks in the order given', async () => {
    const model = await loadModel(linear.model, linear.signature);
    const many = Array.from({ length: 10_001 }, (_, index) => ({
      distance: index / 1000,
      hour: 0,
      origin: 'ATL',
    }));
    const scores = await model.score(many);
    assert.equal(scores.length, many.length);
    for (const index of [0, 4095, 4096, 8192, 10_000])
      assert.ok(Math.abs(scores[index]![1]! - linear.probability(many[index]!)) < 1e-6);
    await model.release();
  });

  it('loads from a path as from bytes', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'slipway-model-'));
    const path = join(directory, 'model.onnx');
    await writeFile(path, linear.model);
    const model = await loadModel(path, linear.signature);
    assert.equal((await model.score(rows)).length, 4);
    await model.release();
    await rm(directory, { recursive: true });
  });

  it('gives the wanted outputs in the order asked', async () => {
    const model = await loadModel(linear.model, linear.signature);
    const tensors = rowsToTensors(linear.signature, rows);
    const names = async (outputs?: string[]) => (await model.run(tensors, outputs)).map(({ name }) => name);
    assert.deepEqual(await names(), ['score', 'logit']);
    assert.deepEqual(await names(['logit', 'score']), ['logit', 'score']);
    assert.deepEqual(await names(['logit']), ['logit']);
    await assert.rejects(model.run(tensors, ['label']), { code: 'OUTPUT_UNKNOWN' });
    await model.release();
  });

  const values: [Datatype, string | number | boolean][] = [
    ['BOOL', true],
    ['INT8', -128],
    ['INT16', -32_768],
    ['INT32', 2 ** 31 - 1],
    ['INT64', Number.MIN_SAFE_INTEGER],
    ['UINT8', 255],
    ['UINT16', 65_535],
    ['UINT32', 2 ** 32 - 1],
    ['UINT64', Number.MAX_SAFE_INTEGER],
    ['FP16', 1.5],
    ['FP32', -0.5],
    ['FP64', 0.1],
    ['BYTES', 'Zürich ✈'],
  ];
  it('passes every datatype through the runtime unchanged', async () => {
    const { model: bytes, signature } = identityModel(values.map(([datatype]) => datatype));
    const model = await loadModel(bytes, signature);
    const row = Object.fromEntries(
      values.map(([datatype, value]) => [`in_${datatype.toLowerCase()}`, value]),
    );
    const tensors = rowsToTensors(signature, [row, row]);
    const outputs = await model.run(tensors);
    assert.deepEqual(
      outputs.map(({ data, shape }) => ({ data, shape })),
      tensors.map(({ data }) => ({ data, shape: [2, 1] })),
    );
    await model.release();
  });

  it('gives text with NUL to the graph and back whole, and refuses it in rows', async () => {
    const { model: bytes, signature } = identityModel(['FP32', 'BYTES']);
    const model = await loadModel(bytes, signature);
    const tensors = rowsToTensors(signature, [
      { in_fp32: 1, in_bytes: 'a' },
      { in_fp32: 2, in_bytes: 'b' },
    ]);
    const texts = ['he\0llo\0', '✈'];
    const [, text] = await model.run([tensors[0]!, { ...tensors[1]!, data: texts }]);
    assert.deepEqual(text!.data, texts);
    const reserved = { ...tensors[1]!, data: ['a', 'b\uFDD0'] };
    await assert.rejects(model.run([tensors[0]!, reserved]), { code: 'TENSOR_VALUE' });
    await assert.rejects(model.score([{ in_fp32: 1, in_bytes: 'he\0llo' }]), {
      code: 'FEATURE_TYPE',
      field: 'rows[0].in_bytes',
    });
    await model.release();
  });

  it('refuses tensors that do not fit', async () => {
    const model = await loadModel(linear.model, linear.signature);
    const [distance, ...others] = rowsToTensors(linear.signature, rows);
    await assert.rejects(model.run(others), { code: 'TENSOR_MISSING' });
    await assert.rejects(model.run([{ ...distance!, datatype: 'FP64' }, ...others]), {
      code: 'TENSOR_DATATYPE',
    });
    await assert.rejects(model.run([{ ...distance!, shape: [5, 1] }, ...others]), { code: 'TENSOR_SHAPE' });
    await model.release();
  });
});

describe('a model is refused', () => {
  const refused = (bytes: Uint8Array, signature: ModelSignature, reason: RegExp) =>
    assert.rejects(loadModel(bytes, signature), (error: SlipwayError) => {
      assert.equal(error.code, 'MODEL_INVALID');
      assert.match(error.message, reason);
      return true;
    });
  const changed = (change: Partial<ModelSignature>) =>
    ModelSignature.parse({ ...linear.signature, ...change });

  it('when it is no ONNX file', async () => {
    await refused(Buffer.from('not a model'), linear.signature, /cannot be loaded/);
    await refused(linear.model.subarray(0, linear.model.length - 40), linear.signature, /cannot be loaded/);
    await refused(new Uint8Array(0), linear.signature, /cannot be loaded/);
  });

  it('when an input of the signature is not in the graph', async () => {
    const inputs = linear.signature.inputs.map((spec, index) =>
      index === 0 ? { ...spec, name: 'miles' } : spec,
    );
    await refused(linear.model, changed({ inputs }), /no input "miles"/);
  });

  it('when the graph needs an input that the signature lacks', async () => {
    const less = linearModel({ category: null });
    await refused(linear.model, less.signature, /needs the input "origin"/);
  });

  it('when an output, an element type or a shape differs', async () => {
    const output = { name: 'label', datatype: 'INT64' as const, shape: [-1] };
    await refused(
      linear.model,
      changed({ outputs: [...linear.signature.outputs, output] }),
      /no output "label"/,
    );
    const wide = linear.signature.outputs.map((spec) => ({ ...spec, datatype: 'FP64' as const }));
    await refused(linear.model, changed({ outputs: wide }), /is FP32 in the graph and FP64/);
    const flat = linear.signature.outputs.map((spec) => ({ ...spec, shape: [-1] }));
    await refused(linear.model, changed({ outputs: flat }), /is \[-1, 1\] in the graph and \[-1\]/);
  });

  it('when an operator is unknown to the runtime', async () => {
    const { inputs, outputs } = identityModel(['FP32']).signature;
    const nodes = [{ type: 'Teleport', inputs: ['in_fp32'], outputs: ['out_fp32'] }];
    await refused(writeOnnx({ inputs, outputs, nodes }), identityModel(['FP32']).signature, /Teleport/);
  });
});

it('the runtime never tries to download anything', () => {
  const { cache } = createRequire(import.meta.url);
  assert.deepEqual(
    Object.keys(cache).filter((path) => /onnxruntime-node\/script|global-agent|adm-zip/.test(path)),
    [],
  );
});
