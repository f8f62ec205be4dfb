import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { randomResNet50 } from '@slipway/inference/fixtures';
import { type RunningPredictor, runPredictor } from './fixtures/running-predictor.ts';

/** The layers and weights of ResNet-50 on a picture of 64 × 64: about 10 ms, 102 MB. */
const network = randomResNet50({ side: 4, resolution: 64 });
const row = Object.fromEntries(network.signature.features.map(({ name }, index) => [name, (index % 5) / 5]));

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

const total = ({ user, system }: NodeJS.CpuUsage): number => user + system;

describe('a heavy model', () => {
  let running: RunningPredictor;
  before(async () => {
    running = await runPredictor({ network, drainMs: 3000, bodyLimit: 1_000_000 });
    await running.predictor.settled();
  });
  after(() => running.end());

  it('is run in a thread, as its warm-up measured', () => {
    const { plane } = running.predictor.readiness;
    assert.equal(plane?.released.execution.mode, 'threads');
    assert.ok(plane.released.execution.rowMs > 2);
    assert.ok(plane.released.execution.maxBatchRows < 512);
  });

  it('leaves the event loop free: health answers while it computes', async () => {
    let over = false;
    const callers = Array.from({ length: 4 }, async () => {
      while (!over)
        assert.equal((await running.ask('POST', '/v1/predictions', { rows: [row, row] })).status, 200);
    });
    const times: number[] = [];
    const loopBefore = process.threadCpuUsage();
    const allBefore = process.cpuUsage();
    for (let asked = 0; asked < 100; asked++) {
      const begun = performance.now();
      assert.equal((await running.ask('GET', '/health/ready')).status, 200);
      times.push(performance.now() - begun);
      await pause(5);
    }
    const loop = total(process.threadCpuUsage(loopBefore));
    const all = total(process.cpuUsage(allBefore));
    over = true;
    await Promise.all(callers);
    // Processor time, because the machine that runs the tests may be busy: a wait of the scheduler is none of the model.
    assert.ok(loop < all / 2, `the loop computed ${loop} of ${all} µs`);
    assert.ok(percentile(times, 0.5) < 50, `median ${percentile(times, 0.5)} ms`);
  });

  it('finishes what it was asked before it is stopped', async () => {
    const rows = Array.from({ length: 20 }, () => row);
    const answers = Promise.all(
      Array.from({ length: 3 }, () => running.ask('POST', '/v1/predictions', { rows })),
    );
    await pause(60);
    await running.predictor.stop();
    for (const { status, json } of await answers) {
      assert.equal(status, 200);
      assert.equal(json.predictions.length, 20);
    }
  });
});
