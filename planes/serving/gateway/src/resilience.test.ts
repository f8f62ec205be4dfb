import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';
import type { LogWriter } from '@slipway/platform';
import { eventually, predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

/** A gateway with one variant of that many predictors, which all serve its release. */
const withPredictors = async (gateway: RunningGateway, count: number, values: object = {}) => {
  const predictors = await Promise.all(Array.from({ length: count }, () => gateway.predictor()));
  const variant = gateway.signer.variant(
    1,
    predictors.map(({ address }) => address),
  );
  await gateway.publish(routingOf([variant], { parameters: { revision: 1, values } }));
  return predictors;
};
const counts = async (gateway: RunningGateway) => (await gateway.send('GET', '/v1/statistics')).json;

test('a broken connection is asked again at another predictor, and no request fails', async (t) => {
  const gateway = await startGateway(t);
  const [broken, sound] = await withPredictors(gateway, 2);
  broken!.behaviour.fault = 'reset';
  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => gateway.predict(index)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  assert.ok(broken!.asked() > 0 && sound!.asked() > 0);
  assert.ok((await counts(gateway)).retried > 0);
});

test('a single predictor whose connection broke is asked again', async (t) => {
  const gateway = await startGateway(t);
  const [only] = await withPredictors(gateway, 1);
  only!.behaviour.fault = 'reset';
  const failed = await gateway.predict(1);
  assert.deepEqual([failed.status, failed.json.code, only!.asked()], [503, 'PREDICTOR_FAILED', 3]);
  only!.behaviour.fault = 'none';
  assert.equal((await gateway.predict(1)).status, 200);
});

test('a predictor that fails is not asked twice, another one is; what both fail is logged as an error', async (t) => {
  const gateway = await startGateway(t);
  const predictors = await withPredictors(gateway, 2);
  for (const { behaviour } of predictors) behaviour.fault = 500;
  const { status, json } = await gateway.predict(5);
  assert.deepEqual([status, json.code], [503, 'PREDICTOR_FAILED']);
  assert.deepEqual(
    predictors.map((each) => each.asked()),
    [1, 1],
  );
  const [record] = predictionsIn(await gateway.logged());
  const { score, decision, threshold, error, predictorMs, inputs } = record!;
  assert.deepEqual(
    { status: record!.status, score, decision, threshold, error, predictorMs, inputs },
    {
      status: 503,
      score: null,
      decision: null,
      threshold: null,
      error: 'PREDICTOR_FAILED',
      predictorMs: null,
      inputs: { distance: 5, origin: 'ATL' },
    },
  );
});

test('retries 0 means one try', async (t) => {
  const gateway = await startGateway(t);
  const predictors = await withPredictors(gateway, 2, { retries: 0 });
  for (const { behaviour } of predictors) behaviour.fault = 'reset';
  assert.equal((await gateway.predict(5)).status, 503);
  assert.equal(
    predictors.reduce((sum, each) => sum + each.asked(), 0),
    1,
  );
});

test('the deadline holds for the whole request, and is logged', async (t) => {
  const gateway = await startGateway(t);
  const [slow] = await withPredictors(gateway, 1, { timeoutMs: 100 });
  slow!.behaviour.fault = 'hang';
  const started = performance.now();
  const { status, json } = await gateway.predict(5);
  const took = performance.now() - started;
  assert.deepEqual([status, json.code], [504, 'TIMEOUT']);
  assert.ok(took >= 95 && took < 600, `${took} ms`);
  const [record] = predictionsIn(await gateway.logged());
  assert.deepEqual([record?.status, record?.error, record?.score], [504, 'TIMEOUT', null]);
});

test('what a predictor says about bad input goes to the client; a full queue goes to the next predictor', async (t) => {
  const gateway = await startGateway(t);
  const [first, second] = await withPredictors(gateway, 2);
  const refuse = (status: number, error: SlipwayError) =>
    Object.assign(first!.behaviour, { fault: status, faultBody: JSON.stringify(error) });
  second!.behaviour.ready = false;
  await eventually('the second is down', async () => {
    const [variant] = (await gateway.send('GET', `/v1/endpoints/${ENDPOINT}`)).json.variants;
    return variant.ready === 1;
  });
  refuse(
    400,
    new SlipwayError('TENSOR_VALUE', { tensor: 'distance', index: 0, reason: 'no' }, { field: 'x' }),
  );
  const bad = await gateway.predict(1);
  assert.deepEqual(
    [bad.status, bad.json.code, bad.json.field, first!.asked()],
    [400, 'TENSOR_VALUE', 'x', 1],
  );
  refuse(503, new SlipwayError('QUEUE_FULL', { waiting: 9 }));
  const busy = await gateway.predict(1);
  assert.deepEqual([busy.status, busy.json.code, busy.headers.get('retry-after')], [503, 'QUEUE_FULL', '1']);
  second!.behaviour.ready = true;
  await eventually('the second is ready', async () => (await gateway.predict(1)).status === 200);
});

test('an answer that breaks the protocol is a failure of the predictor, never of the client', async (t) => {
  const gateway = await startGateway(t);
  const [only] = await withPredictors(gateway, 1);
  only!.behaviour.fault = 200;
  for (const body of [
    'no json',
    '{}',
    '{"outputs":[]}',
    '{"outputs":[{"name":"score","datatype":"FP32","shape":[2],"data":[1,2]}]}',
  ]) {
    only!.behaviour.faultBody = body;
    const { status, json } = await gateway.predict(1);
    assert.deepEqual([status, json.code], [503, 'PREDICTOR_FAILED'], body);
  }
});

test('a predictor that says it is not ready gets nothing until it is', async (t) => {
  const gateway = await startGateway(t);
  const [only] = await withPredictors(gateway, 1);
  only!.behaviour.ready = false;
  await eventually('it is down', async () => (await gateway.predict(1)).json.code === 'NO_PREDICTOR');
  const [variant] = (await gateway.send('GET', `/v1/endpoints/${ENDPOINT}`)).json.variants;
  assert.match(variant.reason, /p1-0: it is not ready \(status 503\)/);
  assert.equal((await gateway.send('GET', `/v2/models/${ENDPOINT}/ready`)).status, 503);
  only!.behaviour.ready = true;
  await eventually('it is ready', async () => (await gateway.predict(1)).status === 200);
});

test('what cannot be logged is not answered', async (t) => {
  let full = false;
  const log: LogWriter = {
    declare: () => undefined,
    append: async () => {
      if (full) throw new SlipwayError('INSUFFICIENT_SPACE', { directory: 'spool' });
    },
    close: async () => undefined,
  };
  const gateway = await startGateway(t, { log });
  const [only] = await withPredictors(gateway, 1);
  assert.equal((await gateway.predict(1)).status, 200);
  full = true;
  const refused = await gateway.predict(1);
  assert.deepEqual([refused.status, refused.json.code], [503, 'INSUFFICIENT_SPACE']);
  assert.equal(
    (await gateway.send('POST', '/v1/outcomes', { outcomes: [{ predictionId: 'a', label: 1 }] })).status,
    503,
  );
  only!.behaviour.fault = 500;
  assert.equal((await gateway.predict(1)).json.code, 'PREDICTOR_FAILED');
  full = false;
  only!.behaviour.fault = 'none';
  assert.equal((await gateway.predict(1)).status, 200);
  const { answered, failed, loggedRows, unloggedRows } = await counts(gateway);
  assert.deepEqual(
    { answered, failed, loggedRows, unloggedRows },
    { answered: 2, failed: 3, loggedRows: 2, unloggedRows: 1 },
  );
});

test('clients that send their bodies slowly do not lower the learnt limit', async (t) => {
  const gateway = await startGateway(t);
  await withPredictors(gateway, 1, { timeoutMs: 2000 });
  const limit = async () => {
    const response = await fetch(`${gateway.address}/metrics`);
    return /^slipway_gateway_concurrency_limit\{.*\} (\d+)$/m.exec(await response.text())?.[1];
  };
  assert.equal((await gateway.predict(1)).status, 200);
  const before = await limit();
  assert.ok(Number(before) > 0);
  const encoder = new TextEncoder();
  const slowly = async (ms: number) => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(encoder.encode('{"rows":[{'));
        await sleep(ms);
        controller.enqueue(encoder.encode('"distance":5}]}'));
        controller.close();
      },
    });
    const path = `/v1/endpoints/${ENDPOINT}/predictions`;
    const { status } = await fetch(gateway.address + path, { method: 'POST', body, duplex: 'half' });
    return status;
  };
  const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => slowly(1600 + 10 * index)));
  assert.deepEqual([...new Set(answers)], [200]);
  assert.equal(await limit(), before);
});
