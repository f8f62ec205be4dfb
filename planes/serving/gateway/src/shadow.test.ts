import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoutedExperiment } from '@slipway/contracts';
import { startChild } from './fixtures/child-process.ts';
import { eventually, predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';

const shadowTest = (
  weights: Record<string, number>,
  changes: Partial<RoutedExperiment> = {},
): RoutedExperiment => ({
  ...evenExperiment('v1', 'v2'),
  id: 'shadow-1',
  kind: 'shadow',
  variants: Object.entries(weights).map(([variant, weight]) => ({ variant, weight })),
  ...changes,
});
const shadowCounts = async (gateway: RunningGateway) =>
  (await gateway.send('GET', '/v1/statistics')).json.shadows;
const done = (gateway: RunningGateway, rows: number) =>
  eventually(`${rows} rows are copied`, async () => {
    const { answered, failed, dropped } = await shadowCounts(gateway);
    return answered + failed + dropped === rows;
  });

test('every shadow gets its copy after the answer; its rows carry the same id, its own threshold and the live variant', async (t) => {
  const gateway = await startGateway(t);
  const [live, b, c] = [await gateway.predictor(), await gateway.predictor(), await gateway.predictor()];
  const variants = [live, b, c].map(({ address }, index) => gateway.signer.variant(index + 1, [address]));
  await gateway.publish(
    routingOf(variants, {
      experiments: [shadowTest({ v2: 1, v3: 1 })],
      parameters: { revision: 7, values: { variants: { v3: { threshold: 0.95 } } } },
    }),
  );
  const answers = [await gateway.predict(900, { unit: 'u' }), await gateway.predict(100)];
  assert.deepEqual(
    answers.map(({ json }) => [json.variant, json.experiment]),
    [
      ['v1', null],
      ['v1', null],
    ],
  );
  await done(gateway, 4);
  const records = predictionsIn(await gateway.logged());
  for (const { json } of answers) {
    const id = json.predictions[0].id;
    const [first, ...copies] = records.filter((record) => record.id === id);
    assert.equal(first?.shadowOf, null);
    assert.deepEqual(copies.map(({ variant }) => variant).sort(), ['v2', 'v3']);
    for (const copy of copies) {
      const { shadowOf, assignment, experiment, propensity, status, score, inputs, unit } = copy;
      assert.deepEqual(
        { shadowOf, assignment, experiment, propensity, status, score, inputs, unit },
        {
          shadowOf: 'v1',
          assignment: 'shadow',
          experiment: 'shadow-1',
          propensity: 1,
          status: 200,
          score: first?.score,
          inputs: first?.inputs,
          unit: first?.unit,
        },
      );
    }
  }
  const decisions = records
    .filter(({ score }) => score! > 0.5)
    .map(({ variant, decision }) => [variant, decision]);
  assert.deepEqual(decisions.sort(), [
    ['v1', '1'],
    ['v2', '1'],
    ['v3', '0'],
  ]);
});

test('rows that the shadow answered itself, or that a rule answered, are not compared', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const inputRules = [
    { name: 'far', when: 'input.distance > 500', action: { do: 'variant', variant: 'v2' } },
    { name: 'near', when: 'input.distance < 10', action: { do: 'answer', score: 0, decision: '0' } },
  ];
  await gateway.publish(
    routingOf(variants, {
      experiments: [shadowTest({ v2: 1 })],
      parameters: { revision: 7, values: { inputRules } as never },
    }),
  );
  const rows = [600, 1, 100].map((distance) => ({ distance }));
  assert.equal((await gateway.send('POST', `/v1/endpoints/${ENDPOINT}/predictions`, { rows })).status, 200);
  await done(gateway, 1);
  const copies = predictionsIn(await gateway.logged()).filter(({ shadowOf }) => shadowOf !== null);
  assert.deepEqual(
    copies.map(({ id, request, inputs }) => [id === `${request}.2`, inputs]),
    [[true, { distance: 100 }]],
  );
});

test('a shadow gets its share of the requests; switched off or ended it gets none', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  await gateway.publish(routingOf(variants, { experiments: [shadowTest({ v2: 0.4 }, { coverage: 0.5 })] }));
  for (let batch = 0; batch < 10; batch++)
    await Promise.all(Array.from({ length: 30 }, () => gateway.predict(1)));
  let copied = 0;
  await eventually('copies arrive', async () => {
    const before = copied;
    copied = (await shadowCounts(gateway)).answered;
    return copied > 0 && copied === before;
  });
  assert.ok(copied > 30 && copied < 95, `${copied} of 300 for a share of 0.2`);
  const off = { revision: 8, values: { variants: { v2: { activate: false } } } };
  await gateway.publish(routingOf(variants, { experiments: [shadowTest({ v2: 1 })], parameters: off }));
  await gateway.predict(1);
  const ended = shadowTest({ v2: 1 }, { endsAt: '2020-01-01T00:00:00.000Z' });
  await gateway.publish(routingOf(variants, { experiments: [ended] }));
  await gateway.predict(1);
  await sleep(20);
  assert.equal((await shadowCounts(gateway)).answered, copied);
});

test('a shadow that fails is logged as an error under the same id, and the client does not notice', async (t) => {
  const gateway = await startGateway(t);
  const [live, shadow] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [live.address]), gateway.signer.variant(2, [shadow.address])];
  await gateway.publish(
    routingOf(variants, {
      experiments: [shadowTest({ v2: 1 })],
      parameters: { revision: 1, values: { timeoutMs: 1000 } },
    }),
  );
  shadow.behaviour.fault = 500;
  assert.equal((await gateway.predict(1)).status, 200);
  await done(gateway, 1);
  shadow.behaviour.fault = 'hang';
  assert.equal((await gateway.predict(2)).status, 200);
  await done(gateway, 2);
  assert.equal((await shadowCounts(gateway)).failed, 2);
  const { failed, retried } = (await gateway.send('GET', '/v1/statistics')).json;
  assert.deepEqual([failed, retried], [0, 0]);
  const records = predictionsIn(await gateway.logged());
  const errors = records.filter(({ shadowOf }) => shadowOf !== null);
  assert.deepEqual(
    errors.map(({ variant, shadowOf, score, status, error }) => [variant, shadowOf, score, status, error]),
    [
      ['v2', 'v1', null, 503, 'PREDICTOR_FAILED'],
      ['v2', 'v1', null, 504, 'TIMEOUT'],
    ],
  );
  assert.ok(errors.every(({ id }) => records.some((record) => record.id === id && record.shadowOf === null)));
});

test('a shadow that is stopped or killed changes nothing for live answers: none fails, none waits', async (t) => {
  const gateway = await startGateway(t);
  const live = await gateway.predictor();
  const hanging = await startChild(t, 'fake-predictor.main.ts');
  const dying = await startChild(t, 'fake-predictor.main.ts');
  const variants = [live.address, hanging.address, dying.address].map((address, index) =>
    gateway.signer.variant(index + 1, [address]),
  );
  const values = { timeoutMs: 1500 };
  await gateway.publish(
    routingOf(variants, {
      experiments: [shadowTest({ v2: 1, v3: 1 })],
      parameters: { revision: 1, values },
    }),
  );
  assert.equal((await gateway.predict(1)).status, 200);
  await done(gateway, 2);
  hanging.child.kill('SIGSTOP');
  await dying.kill();
  const REQUESTS = 300;
  const latencies: number[] = [];
  const statuses = new Set<string>();
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) {
        const began = performance.now();
        const { status, json } = await gateway.predict(1);
        latencies.push(performance.now() - began);
        statuses.add(`${status} ${json.variant}`);
      }
    }),
  );
  assert.deepEqual([...statuses], ['200 v1']);
  latencies.sort((a, b) => a - b);
  const p99 = latencies[Math.floor(latencies.length * 0.99)]!;
  assert.ok(p99 < 1000, `p99 ${p99} ms`);
  hanging.child.kill('SIGCONT');
  const copies = predictionsIn(await gateway.logged()).filter(({ shadowOf }) => shadowOf !== null);
  assert.ok(copies.some(({ variant, error }) => variant === 'v3' && error !== null));
  t.diagnostic(`p99 ${p99.toFixed(1)} ms, ${copies.length} copies logged`);
});
