import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { DataPlane } from '../../data-plane.ts';
import { RAW_REQUEST, type RunningDoor, runDoor } from './fixtures/running-door.ts';

const WINDOW_MS = 600;

/** A door behind which a request waits 600 ms before it is run, with the number of runs that there were. */
const waitingDoor = async (t: { after(end: () => Promise<void>): void }) => {
  const door = await runDoor({ queue: { windowMs: WINDOW_MS }, drainMs: 3000 });
  t.after(door.end);
  await door.client.call('ServerReady');
  const { model } = (door.predictor.readiness.plane as DataPlane).released;
  let runs = 0;
  const run = model.run.bind(model);
  model.run = (...given) => {
    runs++;
    return run(...given);
  };
  return { door, runs: () => runs };
};

const infer = (door: RunningDoor, deadline?: number) =>
  door.client.call('ModelInfer', RAW_REQUEST, deadline === undefined ? {} : { deadline });

describe('a call that its client gives up', () => {
  it('is answered DEADLINE_EXCEEDED at its deadline and not computed', async (t) => {
    const { door, runs } = await waitingDoor(t);
    const begun = Date.now();
    await assert.rejects(infer(door, begun + 50), { code: status.DEADLINE_EXCEEDED });
    assert.ok(Date.now() - begun < WINDOW_MS);
    await pause(WINDOW_MS);
    assert.equal(runs(), 0);
    await infer(door, Date.now() + 5000);
    assert.equal(runs(), 1);
  });

  it('is not computed when it is cancelled before its run', async (t) => {
    const { door, runs } = await waitingDoor(t);
    const cancelled = door.client.call('ModelInfer', RAW_REQUEST, {}, (call) =>
      setTimeout(() => call.cancel(), 50),
    );
    await assert.rejects(cancelled, { code: status.CANCELLED });
    await pause(WINDOW_MS);
    assert.equal(runs(), 0);
  });

  it('takes its whole stream with it', async (t) => {
    const { door, runs } = await waitingDoor(t);
    const call = door.client.open('ModelStreamInfer');
    call.on('error', () => undefined);
    call.write(RAW_REQUEST);
    await pause(50);
    call.cancel();
    await pause(WINDOW_MS);
    assert.equal(runs(), 0);
  });
});
