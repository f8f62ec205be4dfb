import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { identityModel, linearModel } from '@slipway/inference/fixtures';
import { readOnnxGraph } from './onnx-graph.ts';

describe('the graph of an ONNX file', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'slipway-onnx-'));
  });
  after(() => rm(directory, { recursive: true }));
  const read = async (bytes: Uint8Array) => {
    const path = join(directory, 'model.onnx');
    await writeFile(path, bytes);
    return readOnnxGraph(path);
  };

  it('is what its signature says', async () => {
    for (const { model, signature } of [linearModel(), identityModel(['FP32', 'BYTES', 'INT64', 'BOOL'])]) {
      const { inputs, outputs, others, externalData } = await read(model);
      assert.deepEqual(inputs, signature.inputs);
      assert.deepEqual(
        outputs.filter(({ name }) => signature.outputs.some((output) => output.name === name)),
        signature.outputs,
      );
      assert.deepEqual([others, externalData], [[], false]);
    }
  });

  it('of a file that is cut off or something else is an error, not a crash', async () => {
    const { model } = linearModel();
    for (let length = 0; length < model.length; length += 7) {
      const cut = model.slice(0, length);
      const graph = await read(cut).catch((error: Error) => error);
      assert.ok(graph instanceof Error, `${length} of ${model.length} bytes`);
    }
    for (const text of ['not a model', '', '\u0000\u0000', '{"json": true}'])
      await assert.rejects(read(Buffer.from(text)), Error);
  });
});
