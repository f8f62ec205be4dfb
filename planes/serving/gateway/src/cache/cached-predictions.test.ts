import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predictionsIn, startGateway } from '../fixtures/running-gateway.ts';
import { routingOf } from '../fixtures/signed-routing.ts';

test('equal inputs are asked for once per revision, and the log tells which answers were repeated', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  const variant = gateway.signer.variant(1, [predictor.address]);
  const publish = (revision: number, cacheSeconds: number) =>
    gateway.publish(routingOf([variant], { parameters: { revision, values: { cacheSeconds } } }));
  await publish(1, 60);
  const scoreOf = async (distance: number) => (await gateway.predict(distance)).json.predictions[0].score;
  assert.deepEqual(
    [await scoreOf(100), await scoreOf(100), await scoreOf(200)].map((score) => score.toFixed(3)),
    ['0.100', '0.100', '0.200'],
  );
  assert.equal(predictor.asked(), 2);
  // Outputs that were not asked for before are not known.
  const infer = () =>
    gateway.send('POST', '/v2/models/flights/infer', {
      inputs: [
        { name: 'distance', datatype: 'FP32', shape: [1, 1], data: [100] },
        { name: 'origin', datatype: 'BYTES', shape: [1, 1], data: ['ATL'] },
      ],
    });
  assert.equal((await infer()).status, 200);
  const before = predictor.asked();
  await publish(2, 60);
  await scoreOf(100);
  assert.equal(predictor.asked(), before + 1, 'another revision');
  await publish(3, 0);
  await scoreOf(100);
  await scoreOf(100);
  assert.equal(predictor.asked(), before + 3, 'switched off');
  const records = predictionsIn(await gateway.logged());
  assert.deepEqual(
    records
      .slice(0, 3)
      .map(({ cached, predictorMs, score }) => [cached, predictorMs === null, score?.toFixed(3)]),
    [
      [false, false, '0.100'],
      [true, true, '0.100'],
      [false, false, '0.200'],
    ],
  );
});

test('a failure is not kept', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor({ fault: 500 });
  const variant = gateway.signer.variant(1, [predictor.address]);
  await gateway.publish(routingOf([variant], { parameters: { revision: 1, values: { cacheSeconds: 60 } } }));
  assert.equal((await gateway.predict(1)).status, 503);
  predictor.behaviour.fault = 'none';
  assert.equal((await gateway.predict(1)).status, 200);
});
