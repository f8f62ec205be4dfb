import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { loadModel, type Tensor } from '@slipway/inference';
import { linearModel } from '@slipway/inference/fixtures';
import { chooseMode, longestRunMs, planThreads } from './execution-settings.ts';
import { measureRuns, rowsWithin } from './run-times.ts';

const block = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

describe('the time of a run on the event loop', () => {
  it('is its own, while requests of another model keep the loop busy', async () => {
    const { signature } = linearModel();
    const light = {
      signature,
      batchable: false,
      run: () =>
        new Promise<Tensor[]>((resolve) => {
          setImmediate(() => {
            block(0.5);
            resolve([]);
          });
        }),
    };
    const others = setInterval(() => block(10), 1);
    const [time] = await measureRuns(light, [{ distance: 1 }], { enoughMs: 10, inline: true });
    clearInterval(others);
    assert.ok(time!.milliseconds >= 0.5 && time!.milliseconds < 5, `${time!.milliseconds} ms`);
  });
});

describe('the mode of execution', () => {
  it('is threads when a row takes so long that it would block the event loop', () => {
    assert.equal(chooseMode(undefined, 0.02), 'inline');
    assert.equal(chooseMode('auto', 2), 'inline');
    assert.equal(chooseMode('auto', 2.1), 'threads');
  });

  it('is what was set, whatever was measured', () => {
    assert.equal(chooseMode('inline', 100), 'inline');
    assert.equal(chooseMode('threads', 0.01), 'threads');
  });
});

describe('the threads', () => {
  it('leave a core to the event loop and never ask for more cores than there are', () => {
    assert.deepEqual(planThreads('threads', {}, 2), { threads: 1, intraOpThreads: 1 });
    assert.deepEqual(planThreads('threads', {}, 8), { threads: 1, intraOpThreads: 7 });
    assert.deepEqual(planThreads('threads', { threads: 3 }, 8), { threads: 3, intraOpThreads: 2 });
    assert.deepEqual(planThreads('threads', {}, 1), { threads: 1, intraOpThreads: 1 });
  });

  it('are one for a run on the event loop', () => {
    assert.deepEqual(planThreads('inline', { threads: 4 }, 8), { threads: 1, intraOpThreads: 1 });
  });

  it('are what was set', () => {
    assert.deepEqual(planThreads('inline', { intraOpThreads: 2 }, 8), { threads: 1, intraOpThreads: 2 });
    assert.deepEqual(planThreads('threads', { threads: 2, intraOpThreads: 5 }, 8), {
      threads: 2,
      intraOpThreads: 5,
    });
  });
});

describe('the rows of one run', () => {
  it('are as many as were measured when none took too long', () => {
    const times = [
      { rows: 1, milliseconds: 0.01 },
      { rows: 512, milliseconds: 0.5 },
    ];
    assert.equal(rowsWithin(times, longestRunMs('inline')), 512);
  });

  it('are read from the line between two times', () => {
    const times = [
      { rows: 1, milliseconds: 1 },
      { rows: 8, milliseconds: 3 },
      { rows: 64, milliseconds: 17 },
    ];
    assert.equal(rowsWithin(times, 10), 36);
  });

  it('are one when already one takes too long', () => {
    assert.equal(rowsWithin([{ rows: 1, milliseconds: 90 }], longestRunMs('threads')), 1);
  });

  it('are measured up to the first run that takes too long', async () => {
    const { model, signature } = linearModel();
    const loaded = await loadModel(model, signature);
    const slow = {
      signature,
      batchable: true,
      run: async (...[tensors]: Parameters<typeof loaded.run>) => {
        await pause(tensors[0]!.shape[0]!);
        return [];
      },
    };
    const measured = await measureRuns(slow, [{ distance: 1 }, {}], { enoughMs: 40, inline: false });
    await loaded.release();
    assert.deepEqual(
      measured.map(({ rows }) => rows),
      [1, 2, 4, 8, 16, 32, 64],
    );
    assert.ok(measured[3]!.milliseconds >= 7);
  });
});
