import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linearModel, randomMlp } from '@slipway/inference/fixtures';
import { createLogger } from '@slipway/platform';
import type { ExecutionSettings } from './execution-settings.ts';
import { type StartModelOptions, startModel } from './start-model.ts';

const linear = linearModel();
const row = { distance: 1 };
const samples = [{ row, score: [1 - linear.probability(row), linear.probability(row)] }];

const start = (settings: ExecutionSettings, change: Partial<StartModelOptions> = {}) =>
  startModel({
    signature: linear.signature,
    bytes: async () => linear.model.slice(),
    samples,
    settings,
    logger: createLogger('predictor', 'silent'),
    ...change,
  });

describe('a model is started', () => {
  it('on the event loop when it is as light as most', async () => {
    const { model, execution } = await start({});
    assert.deepEqual([execution.mode, execution.threads, execution.maxBatchRows], ['inline', 1, 512]);
    assert.ok(execution.rowMs < 2);
    await model.release();
  });

  it('in as many threads as were asked for', async () => {
    const { model, execution } = await start({ mode: 'threads', threads: 2 });
    assert.deepEqual([execution.mode, execution.threads, model.parallel], ['threads', 2, 2]);
    assert.equal((await model.score([row])).length, 1);
    await model.release();
  });

  it('with its file read once when it stays where it was tried', async () => {
    let reads = 0;
    const { model } = await start(
      {},
      {
        bytes: async () => {
          reads++;
          return linear.model.slice();
        },
      },
    );
    await model.release();
    assert.equal(reads, 1);
  });

  it('with runs short enough for where it is run', async () => {
    const { model: bytes, signature } = randomMlp({ width: 1200 });
    const zeros = Object.fromEntries(signature.features.map(({ name }) => [name, 0]));
    const { model, execution } = await start(
      { mode: 'inline' },
      { signature, bytes: async () => bytes, samples: [{ row: zeros, score: [0.5, 0.5] }] },
    );
    assert.ok(execution.maxBatchRows < 512, `${execution.maxBatchRows} rows`);
    await model.release();
  });

  it('or refused, wherever it was tried', async () => {
    const wrong = [{ row, score: [0.5, 0.5] }];
    for (const mode of ['inline', 'threads'] as const)
      await assert.rejects(start({ mode }, { samples: wrong }), { code: 'WARM_UP_MISMATCH' });
  });
});
