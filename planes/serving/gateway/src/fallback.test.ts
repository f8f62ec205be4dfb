import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

const FIXED = { answer: { score: 0.25, decision: '0' } };

const withFallback = async (gateway: RunningGateway, values: object) => {
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  await gateway.publish(routingOf(variants, { parameters: { revision: 3, values } }));
  return { a, b, variants };
};
const outcome = async (gateway: RunningGateway, headers: Record<string, string> = {}) => {
  const { status, json } = await gateway.predict(900, {}, headers);
  return status === 200 ? [json.variant, json.fallback, json.predictions[0].score] : [status, json.code];
};

test('a failing variant is stood in for by another one, and answer and log say so', async (t) => {
  const gateway = await startGateway(t);
  const { a } = await withFallback(gateway, { fallback: { variant: 'v2' } });
  assert.deepEqual((await outcome(gateway)).slice(0, 2), ['v1', null]);
  a.behaviour.fault = 500;
  assert.deepEqual((await outcome(gateway)).slice(0, 2), ['v2', 'variant']);
  const rows = predictionsIn(await gateway.logged()).map(({ variant, assigned, fallback, status }) => [
    variant,
    assigned,
    fallback,
    status,
  ]);
  assert.deepEqual(rows, [
    ['v1', 'v1', null, 200],
    ['v2', 'v1', 'variant', 200],
  ]);
});

test('a declared answer stands in for a variant without a ready predictor, a full one, and one that is too slow', async (t) => {
  const gateway = await startGateway(t);
  const { a, variants } = await withFallback(gateway, { fallback: FIXED, timeoutMs: 150 });
  const declared = ['v1', 'answer', 0.25];
  a.behaviour.fault = 'hang';
  assert.deepEqual(await outcome(gateway), declared);
  a.behaviour.fault = 503;
  a.behaviour.faultBody = JSON.stringify({ error: 'full', code: 'QUEUE_FULL', remedy: 'wait' });
  assert.deepEqual(await outcome(gateway), declared);
  await gateway.publish(
    routingOf([{ ...variants[0]!, predictors: [] }], {
      parameters: { revision: 4, values: { fallback: FIXED } },
    }),
  );
  assert.deepEqual(await outcome(gateway), declared);
  assert.equal((await gateway.send('GET', '/v1/statistics')).json.fallbacks, 3);
  const rows = predictionsIn(await gateway.logged());
  assert.deepEqual(
    rows.map(({ variant, fallback, score, decision, predictorMs }) => [
      variant,
      fallback,
      score,
      decision,
      predictorMs,
    ]),
    rows.map(() => ['v1', 'answer', 0.25, '0', null]),
  );
});

test('a part of the deadline is kept for the fallback variant', async (t) => {
  const gateway = await startGateway(t);
  const { a } = await withFallback(gateway, { fallback: { variant: 'v2' }, timeoutMs: 500 });
  a.behaviour.fault = 'hang';
  const started = performance.now();
  assert.deepEqual((await outcome(gateway)).slice(0, 2), ['v2', 'variant']);
  const took = performance.now() - started;
  assert.ok(took >= 390 && took < 600, `${took} ms`);
});

test('what the fallback cannot answer either fails as the variant did', async (t) => {
  const gateway = await startGateway(t);
  const { a, b } = await withFallback(gateway, { fallback: { variant: 'v2' } });
  a.behaviour.fault = 500;
  b.behaviour.ready = false;
  b.behaviour.fault = 500;
  assert.deepEqual(await outcome(gateway), [503, 'PREDICTOR_FAILED']);
});

test('there is no fallback for bad input, for the fallback itself, and for who addresses a variant', async (t) => {
  const gateway = await startGateway(t);
  const { a, b } = await withFallback(gateway, { fallback: { variant: 'v2' }, activeVariant: 'v2' });
  const bad = await gateway.send('POST', `/v1/endpoints/${ENDPOINT}/predictions`, {
    rows: [{ origin: 'x' }],
  });
  assert.equal(bad.json.code, 'FEATURE_MISSING');
  a.behaviour.fault = 500;
  b.behaviour.fault = 500;
  assert.deepEqual(await outcome(gateway), [503, 'PREDICTOR_FAILED']);
  b.behaviour.fault = 'none';
  assert.deepEqual(await outcome(gateway, { 'x-slipway-variant': 'v1' }), [503, 'PREDICTOR_FAILED']);
});

test('a request that is not let in gets the declared answer, where there is one', async (t) => {
  const gateway = await startGateway(t);
  const { a, variants } = await withFallback(gateway, { fallback: FIXED, concurrency: 1, timeoutMs: 400 });
  a.behaviour.fault = 'hang';
  const waiting = outcome(gateway);
  const answers = await Promise.all([outcome(gateway), outcome(gateway)]);
  for (const answer of [...answers, await waiting]) assert.deepEqual(answer, ['v1', 'answer', 0.25]);
  await gateway.publish(
    routingOf(variants, { parameters: { revision: 4, values: { concurrency: 1, timeoutMs: 400 } } }),
  );
  const three = await Promise.all([gateway.predict(1), gateway.predict(1), gateway.predict(1)]);
  assert.deepEqual(three.map(({ json }) => json.code).sort(), ['OVERLOADED', 'OVERLOADED', 'TIMEOUT']);
  assert.ok(three.some(({ headers }) => headers.get('retry-after') === '1'));
});

test('a switched-off endpoint says why; a switched-off active variant is stood in for', async (t) => {
  const gateway = await startGateway(t);
  const { variants } = await withFallback(gateway, { activate: false, message: 'back at noon' });
  const { status, json } = await gateway.predict(1);
  assert.deepEqual([status, json.code], [503, 'ENDPOINT_INACTIVE']);
  assert.match(json.error, /back at noon/);
  const off = { variants: { v1: { activate: false } } };
  await gateway.publish(routingOf(variants, { parameters: { revision: 4, values: off } }));
  assert.deepEqual(await outcome(gateway), [503, 'NO_PREDICTOR']);
  const values = { ...off, fallback: { variant: 'v2' } };
  await gateway.publish(routingOf(variants, { parameters: { revision: 5, values } }));
  assert.deepEqual((await outcome(gateway)).slice(0, 2), ['v2', 'variant']);
});

test('a variant has its own threshold and its own deadline', async (t) => {
  const gateway = await startGateway(t);
  const values = { variants: { v2: { threshold: 0.95, timeoutMs: 60 } }, timeoutMs: 5000 };
  const { b } = await withFallback(gateway, values);
  const decide = async (variant: string) => {
    const { json } = await gateway.predict(900, {}, { 'x-slipway-variant': variant });
    return json.code ?? json.predictions[0].decision;
  };
  assert.deepEqual([await decide('v1'), await decide('v2')], ['1', '0']);
  b.behaviour.fault = 'hang';
  const started = performance.now();
  assert.equal(await decide('v2'), 'TIMEOUT');
  assert.ok(performance.now() - started < 1000);
});
