import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { RAW_REQUEST, runDoor } from './fixtures/running-door.ts';

const SLOW = { queue: { windowMs: 600 }, drainMs: 3000 };

describe('the gRPC door, when the predictor is stopped,', () => {
  it('finishes what is under way and takes no new call', async (t) => {
    const door = await runDoor(SLOW);
    t.after(door.end);
    await door.client.call('ServerReady');
    const answer = door.client.call('ModelInfer', RAW_REQUEST);
    await pause(100);
    const ended = door.predictor.stop();
    await pause(20);
    await assert.rejects(door.client.call('ServerLive'), { code: status.UNAVAILABLE });
    assert.equal((await answer).id, 'request-1');
    await ended;
  });

  it('answers what a stream has sent, and then tells its client to come again', async (t) => {
    const door = await runDoor(SLOW);
    t.after(door.end);
    await door.client.call('ServerReady');
    const call = door.client.open('ModelStreamInfer');
    const answers: object[] = [];
    call.on('data', (answer: object) => answers.push(answer));
    let code: number | undefined;
    call.on('error', (error: { code: number }) => {
      code = error.code;
    });
    const ended = new Promise((resolve) => call.on('end', resolve));
    call.write(RAW_REQUEST);
    call.write(RAW_REQUEST);
    await pause(100);
    const begun = Date.now();
    await door.predictor.stop();
    await ended;
    assert.deepEqual([code, answers.length], [status.UNAVAILABLE, 2]);
    assert.ok(Date.now() - begun < SLOW.drainMs);
  });

  it('tells those who watch its health, and ends them', async (t) => {
    const door = await runDoor();
    t.after(door.end);
    const statuses: string[] = [];
    const call = door.client.open('Watch', { service: 'inference.GRPCInferenceService' });
    const ended = new Promise((resolve) => call.on('end', resolve));
    call.on('data', (answer: { status: string }) => statuses.push(answer.status));
    await new Promise((resolve) => call.once('data', resolve));
    assert.deepEqual(statuses, ['SERVING']);
    await door.predictor.stop();
    await ended;
    assert.deepEqual(statuses, ['SERVING', 'NOT_SERVING']);
  });

  it('cuts what does not end within the drain time', async (t) => {
    const door = await runDoor({ queue: { windowMs: 1000 }, drainMs: 50 });
    t.after(door.end);
    await door.client.call('ServerReady');
    const answer = door.client.call('ModelInfer', RAW_REQUEST);
    const rejected = assert.rejects(answer);
    await pause(50);
    void door.predictor.stop();
    await rejected;
  });
});
