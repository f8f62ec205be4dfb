import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { HealthService } from './health-service.ts';

const checked = (health: HealthService, service: string) => {
  let given: unknown;
  health.check({ service }, (error, answer) => {
    given = error?.code ?? answer?.status;
  });
  return given;
};

/** A watching client of which only what it is sent matters. */
const watcherOf = (service: string) => {
  const sent: string[] = [];
  const call = Object.assign(new EventEmitter(), {
    request: { service },
    write: (answer: { status: string }) => sent.push(answer.status),
    end: () => sent.push('end'),
  });
  return { call, sent };
};

describe('the health service', () => {
  it('serves while the predictor is ready', () => {
    let ready = false;
    const health = new HealthService(() => ready);
    for (const service of ['', 'inference', 'inference.GRPCInferenceService']) {
      ready = false;
      assert.equal(checked(health, service), 'NOT_SERVING');
      ready = true;
      assert.equal(checked(health, service), 'SERVING');
    }
    assert.equal(checked(health, 'other'), status.NOT_FOUND);
  });

  it('tells those who watch of every change, once', async () => {
    let ready = false;
    const health = new HealthService(() => ready);
    const [known, unknown, gone] = ['', 'other', ''].map(watcherOf);
    for (const { call } of [known!, unknown!, gone!]) health.watch(call as never);
    gone!.call.emit('cancelled');
    await pause(300);
    ready = true;
    await pause(600);
    ready = false;
    health.close();
    assert.deepEqual(known!.sent, ['NOT_SERVING', 'SERVING', 'NOT_SERVING', 'end']);
    assert.deepEqual(unknown!.sent, ['SERVICE_UNKNOWN', 'end']);
    assert.deepEqual(gone!.sent, ['NOT_SERVING']);
  });
});
