import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';
import { rowsToTensors, type Tensor } from '@slipway/inference/rows';
import { createLogger } from '@slipway/platform';
import { startFakePredictor } from '../fixtures/fake-predictor.ts';
import { signature } from '../fixtures/signed-routing.ts';
import { askPredictor } from './ask-predictor.ts';
import type { LocalPredictor } from './local-predictors.ts';
import { PredictorRegister } from './predictor-register.ts';
import { RetryBudget } from './retry-budget.ts';

/** A predictor in this process, whose health a server answers, and its door counts what should have come by the call. */
const startLocal = async (t: TestContext, changes: Partial<LocalPredictor> = {}) => {
  const door = await startFakePredictor({ release: 'delays-1-1' });
  let calls = 0;
  const local: LocalPredictor = {
    release: 'delays-1-1',
    infer: async (tensors, rows) => {
      calls += 1;
      const data = Float32Array.from(tensors[0]!.data as Float32Array, (distance) => distance / 1000);
      const outputs: Tensor[] = [{ name: 'score', datatype: 'FP32', shape: [rows], data }];
      return { outputs, queueMs: 0.5, inferenceMs: 1.5 };
    },
    ...changes,
  };
  const known = new Map([[door.address, local]]);
  const logger = createLogger('test', 'silent');
  const register = new PredictorRegister({
    gateway: 'gateway',
    local: { at: (address) => known.get(address) ?? null },
    logger,
  });
  const predictor = register.hold({
    id: 'p0',
    address: door.address,
    deployment: 'd',
    release: 'delays-1-1',
  });
  await register.settled();
  t.after(async () => {
    register.release(predictor);
    await register.close();
    await door.close();
  });
  const ask = async (distance: number, timeoutMs = 1000) =>
    askPredictor({
      variant: 'v1',
      predictors: [predictor],
      path: '/v2/models/delays/infer',
      signature,
      tensors: rowsToTensors(signature, [{ distance }]),
      rows: 1,
      requestId: 'r',
      remainingMs: timeoutMs,
      timeoutMs,
      tryTimeoutMs: null,
      retries: 0,
      budget: new RetryBudget(0.2),
      hedgeAfterMs: null,
      traceparent: null,
      onRetry: () => undefined,
    });
  return { ask, door, known, predictor, calls: () => calls };
};

test('a predictor in this process is asked by a call, and says how long it took', async (t) => {
  const { ask, door, calls } = await startLocal(t);
  const { outputs, queueMs, inferenceMs, predictor } = await ask(250);
  assert.deepEqual([...(outputs[0]!.data as Float32Array)], [0.25]);
  assert.deepEqual([queueMs, inferenceMs, predictor], [0.5, 1.5, 'p0']);
  assert.deepEqual([calls(), door.asked()], [1, 0]);
});

test('its errors mean what they would mean over HTTP', async (t) => {
  for (const [error, code] of [
    [new SlipwayError('TENSOR_VALUE', { tensor: 'x', index: 0, reason: 'no' }), 'TENSOR_VALUE'],
    [new SlipwayError('QUEUE_FULL', { waiting: 3 }), 'QUEUE_FULL'],
    [new Error('broken'), 'PREDICTOR_FAILED'],
  ] as const) {
    const { ask } = await startLocal(t, { infer: () => Promise.reject(error) });
    await assert.rejects(ask(1), { code });
  }
});

test('it is not used when it holds another release, or has gone', async (t) => {
  const other = await startLocal(t, { release: 'delays-2-2' });
  await assert.rejects(other.ask(1), { code: 'PREDICTOR_FAILED' });
  assert.deepEqual([other.predictor.state, other.calls()], ['refused', 0]);
  const gone = await startLocal(t);
  gone.known.clear();
  await assert.rejects(gone.ask(1), { code: 'PREDICTOR_FAILED' });
});

test('the deadline reaches it, and what is given up is told', async (t) => {
  const seen: { deadline: number; signal: { aborted: boolean } }[] = [];
  const { ask } = await startLocal(t, {
    infer: (_tensors, _rows, _outputs, limits) => {
      seen.push(limits);
      return new Promise(() => undefined);
    },
  });
  const began = performance.now();
  await assert.rejects(ask(1, 30), { code: 'TIMEOUT' });
  await sleep(1);
  assert.ok(Math.abs(seen[0]!.deadline - began - 30) < 20);
  assert.equal(seen[0]!.signal.aborted, true);
});
