import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tensor } from '@slipway/inference';
import { Batcher, type BatcherOptions } from './batcher.ts';

/** Gives the input back after `runMs`; notes the first number of each run and how many runs there are at the same time. */
const slow = (runMs: number, parallel = 1) => {
  const runs: number[][] = [];
  const seen = { now: 0, most: 0 };
  const model = {
    batchable: true,
    parallel,
    run: async (tensors: readonly Tensor[]) => {
      seen.most = Math.max(seen.most, ++seen.now);
      const [{ data, shape }] = tensors as [Tensor];
      runs.push([...(data as Float64Array)]);
      await pause(runMs);
      seen.now--;
      return [{ name: 'a', datatype: 'FP64' as const, shape, data }];
    },
  };
  return { model, runs, seen };
};
const input = (...values: number[]): Tensor[] => [
  { name: 'x', datatype: 'FP64', shape: [values.length, 1], data: Float64Array.from(values) },
];
const behindARun = async (options: BatcherOptions = {}) => {
  const { model, runs } = slow(80);
  const batcher = new Batcher(model, { maxBatchRows: 1, ...options });
  const first = batcher.run(input(1), 1);
  await pause(10);
  return { batcher, runs, first };
};

describe('a request that waits', () => {
  it('is answered TIMEOUT at its deadline and never computed', async () => {
    const { batcher, runs, first } = await behindARun();
    let ended = false;
    const ahead = first.then(() => {
      ended = true;
    });
    await assert.rejects(
      async () => batcher.run(input(2), 1, undefined, { deadline: performance.now() + 15 }),
      {
        code: 'TIMEOUT',
        kind: 'timeout',
      },
    );
    assert.equal(ended, false, 'before the run ahead of it ended');
    await ahead;
    await batcher.idle();
    assert.deepEqual(runs, [[1]]);
  });

  it('is not computed when its caller is gone', async () => {
    const { batcher, runs } = await behindARun();
    const caller = new AbortController();
    const abandoned = batcher.run(input(2), 1, undefined, { signal: caller.signal });
    const last = batcher.run(input(3), 1);
    caller.abort();
    await assert.rejects(async () => abandoned, { code: 'TIMEOUT' });
    await last;
    assert.deepEqual(runs, [[1], [3]]);
  });

  it('is not computed further when it is large and its deadline passes between two parts', async () => {
    const { model, runs } = slow(30);
    const batcher = new Batcher(model, { maxBatchRows: 1 });
    const large = batcher.run(input(1, 2, 3, 4, 5), 5, undefined, { deadline: performance.now() + 45 });
    await assert.rejects(async () => large, { code: 'TIMEOUT' });
    await batcher.idle();
    assert.ok(runs.length < 5);
  });

  it('is computed when it has started before its deadline', async () => {
    const batcher = new Batcher(slow(400).model);
    const { outputs } = await batcher.run(input(7), 1, undefined, { deadline: performance.now() + 200 });
    assert.deepEqual([...(outputs[0]!.data as Float64Array)], [7]);
  });

  it('knows how long it waited and how long it was computed', async () => {
    const { batcher } = await behindARun();
    const { queueMs, inferenceMs } = await batcher.run(input(2), 1);
    assert.ok(queueMs > 40 && queueMs < 200, String(queueMs));
    assert.ok(inferenceMs > 70 && inferenceMs < 200, String(inferenceMs));
  });
});

describe('what may wait', () => {
  it('is bounded in bytes', async () => {
    const { batcher, first } = await behindARun({ maxWaitingBytes: 40 });
    const fitting = [batcher.run(input(1, 2), 2), batcher.run(input(3, 4, 5), 3)];
    await assert.rejects(async () => batcher.run(input(6), 1), { code: 'QUEUE_FULL' });
    await Promise.all([first, ...fitting]);
    await batcher.run(input(6), 1);
  });

  it('may be larger than the limit by itself when nothing else waits', async () => {
    const batcher = new Batcher(slow(1).model, { maxWaitingBytes: 8 });
    const { outputs } = await batcher.run(input(1, 2, 3), 3);
    assert.deepEqual(outputs[0]!.shape, [3, 1]);
  });

  it('is not held up by a large request: its parts take turns with the small ones', async () => {
    const { model, runs } = slow(2);
    const batcher = new Batcher(model, { maxBatchRows: 2 });
    await Promise.all([batcher.run(input(1, 2, 3, 4, 5), 5), batcher.run(input(9), 1)]);
    assert.deepEqual(runs, [[1, 2], [9], [3, 4], [5]]);
  });
});

describe('a window', () => {
  it('joins what arrives within it', async () => {
    const { model, runs } = slow(1);
    const batcher = new Batcher(model, { windowMs: 40 });
    const first = batcher.run(input(1), 1);
    await pause(10);
    await Promise.all([first, batcher.run(input(2), 1)]);
    assert.deepEqual(runs, [[1, 2]]);
  });

  it('ends early when the run is full', async () => {
    const { model } = slow(1);
    const batcher = new Batcher(model, { windowMs: 10_000, maxBatchRows: 2 });
    await Promise.all([batcher.run(input(1), 1), batcher.run(input(2), 1)]);
  });
});

describe('a model that runs several times at once', () => {
  it('gets what waits in shares', async () => {
    const { model, runs, seen } = slow(20, 2);
    const batcher = new Batcher(model);
    await Promise.all([1, 2, 3, 4].map((value) => batcher.run(input(value), 1)));
    assert.deepEqual(runs, [
      [1, 2],
      [3, 4],
    ]);
    assert.equal(seen.most, 2);
  });

  it('gets the parts of one request at the same time, and the answer is in order', async () => {
    const { model, seen } = slow(20, 2);
    const batcher = new Batcher(model, { maxBatchRows: 2 });
    const { outputs } = await batcher.run(input(1, 2, 3, 4, 5), 5);
    assert.deepEqual([...(outputs[0]!.data as Float64Array)], [1, 2, 3, 4, 5]);
    assert.equal(seen.most, 2);
  });
});
