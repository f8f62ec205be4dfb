import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DATATYPES, type SlipwayError } from '@slipway/contracts';
import { loadModel, rowsToTensors, type Tensor } from '@slipway/inference';
import { identityModel, linearModel } from '@slipway/inference/fixtures';
import { createLogger } from '@slipway/platform';
import { Batcher } from '../batching/batcher.ts';
import { ThreadedModel, type ThreadedModelOptions } from './threaded-model.ts';

const DYING = new URL('../fixtures/dying-thread.main.ts', import.meta.url);
const linear = linearModel();

const start = (change: Partial<ThreadedModelOptions> = {}) =>
  ThreadedModel.start({
    signature: linear.signature,
    bytes: async () => linear.model.slice(),
    threads: 1,
    intraOpThreads: 1,
    logger: createLogger('predictor', 'silent'),
    ...change,
  });
const input = (...values: number[]): Tensor[] => [
  { name: 'x', datatype: 'FP32', shape: [values.length, 1], data: Float32Array.from(values) },
];

describe('a model in threads', () => {
  it('answers as on the event loop, in every datatype', async () => {
    const { model, signature } = identityModel(DATATYPES);
    const threaded = await start({ signature, bytes: async () => model.slice() });
    const row = Object.fromEntries(
      signature.features.map(({ name, kind }) => [
        name,
        kind === 'category' ? 'Zürich ✈' : kind === 'boolean' ? true : 7,
      ]),
    );
    const tensors = rowsToTensors(signature, [row, row]);
    const outputs = await threaded.run(tensors);
    assert.deepEqual(
      outputs.map(({ data, shape }) => ({ data, shape })),
      tensors.map(({ data, shape }) => ({ data, shape })),
    );
    assert.deepEqual(
      (await threaded.run(tensors, ['out_fp32'])).map(({ name }) => name),
      ['out_fp32'],
    );
    await threaded.release();
  });

  it('scores rows, and keeps its hands off inputs that the caller still needs', async () => {
    const threaded = await start({ threads: 2 });
    const inline = await loadModel(linear.model, linear.signature);
    const rows = [{ distance: 1, origin: 'ATL' }, { hour: 3 }];
    assert.deepEqual(await threaded.score(rows), await inline.score(rows));
    const tensors = rowsToTensors(linear.signature, rows);
    await threaded.run(tensors);
    assert.equal(tensors[0]!.data[0], 1);
    await threaded.run(tensors, undefined, { consume: true });
    assert.equal(tensors[0]!.data.length, 0, 'its memory has moved');
    await Promise.all([threaded.release(), inline.release()]);
  });

  it('sends only the piece that a tensor is, not the memory around it', async () => {
    const threaded = await start({ program: DYING });
    const around = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
    const data = new Float32Array(around.buffer, around.byteOffset + 4, 2);
    const [output] = await threaded.run([{ name: 'x', datatype: 'FP32', shape: [2, 1], data }], undefined, {
      consume: true,
    });
    assert.deepEqual(output!.data, Float32Array.of(2, 3));
    assert.equal((output!.data as Float32Array).buffer.byteLength, 8);
    assert.equal(data[1], 3);
    await threaded.release();
  });

  it('throws the codes of the model', async () => {
    const threaded = await start();
    const tensors = rowsToTensors(linear.signature, [{}]);
    await assert.rejects(threaded.run(tensors, ['label']), {
      code: 'OUTPUT_UNKNOWN',
      message: /"label" is not an output/,
    });
    await threaded.release();
    await assert.rejects(start({ bytes: async () => Buffer.from('no model') }), { code: 'MODEL_INVALID' });
    await assert.rejects(
      start({
        bytes: async () => {
          throw new Error('the store is away');
        },
      }),
      /the store is away/,
    );
  });
});

describe('a thread that ends', () => {
  it('fails its requests with a code, and is replaced', async () => {
    const threaded = await start({ program: DYING });
    const batcher = new Batcher(threaded);
    const together = await Promise.allSettled([1, -2, 3].map((value) => batcher.run(input(value), 1)));
    assert.deepEqual(
      together.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled'],
      'the thread looks at the first number only',
    );
    await pause(520);
    const lost = await Promise.allSettled([-1, 2].map((value) => batcher.run(input(value), 1)));
    for (const answer of lost) {
      const error = (answer as PromiseRejectedResult).reason as SlipwayError;
      assert.deepEqual([error.code, error.kind], ['EXECUTION_LOST', 'unavailable']);
      assert.match(error.message, /a negative number/);
    }
    const { outputs } = await batcher.run(input(5), 1);
    assert.deepEqual(outputs[0]!.data, Float32Array.of(5));
    await threaded.release();
  });

  it('is not started over and over: in between, requests fail at once', async () => {
    const threaded = await start({ program: DYING });
    await assert.rejects(threaded.run(input(-1)), { code: 'EXECUTION_LOST' });
    let pauseOver = false;
    const paused = pause(500).then(() => {
      pauseOver = true;
    });
    await assert.rejects(threaded.run(input(1)), { code: 'EXECUTION_LOST', message: /could not be started/ });
    assert.equal(pauseOver, false);
    await paused;
    await pause(20);
    await threaded.run(input(1));
    await threaded.release();
  });

  it('before its model is loaded is a failed start', async () => {
    await assert.rejects(start({ program: DYING, bytes: async () => new Uint8Array(0) }), {
      code: 'EXECUTION_LOST',
      message: /exit code 3/,
    });
  });
});
