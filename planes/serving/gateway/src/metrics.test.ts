import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoutedExperiment } from '@slipway/contracts';
import { PROCESS_METRICS } from '@slipway/platform';
import { type ParsedFamily, parseMetrics } from '@slipway/platform/fixtures';
import { eventually, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';
import { GATEWAY_METRICS } from './metrics/metric-families.ts';

const read = async ({ address }: RunningGateway, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${address}/metrics`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

/** The values of one family: its labels without those of the endpoint, joined, to the value. */
const valuesOf = (families: Map<string, ParsedFamily>, name: string): Record<string, number> => {
  const { series, labels } = families.get(name)!;
  return Object.fromEntries(
    [...series.values()].map((value, index) => {
      const { endpoint: _, address: __, ...words } = labels[index]!;
      return [Object.values(words).join(' '), value];
    }),
  );
};

const shadowTest: RoutedExperiment = {
  ...evenExperiment('v1', 'v2'),
  id: 'experiment-2',
  kind: 'shadow',
  variants: [{ variant: 'v2', weight: 1 }],
};

const rule = (name: string, when: string, action: object) => ({ name, when, action });

test('metrics tell what happened: answers, refusals, rules, assignments, tries, cache, shadows, log', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const values = {
    cacheSeconds: 60,
    retries: 1,
    inputRules: [
      rule('too-far', 'input.distance > 5000.0', { do: 'reject', message: 'too far' }),
      rule('broken', 'int(input.origin) > 3', { do: 'reject', message: 'never' }),
    ],
  };
  await gateway.publish(
    routingOf([gateway.signer.variant(1, [a.address, b.address]), gateway.signer.variant(2, [b.address])], {
      revision: 4,
      parameters: { revision: 9, values } as never,
      experiments: [shadowTest],
    }),
  );
  assert.equal((await gateway.predict(10)).status, 200);
  assert.equal((await gateway.predict(10)).status, 200);
  assert.equal((await gateway.predict(9000)).status, 400);
  assert.equal((await gateway.predict(1, { rows: [{}] })).status, 400);
  assert.equal((await gateway.send('POST', '/v1/endpoints/nowhere/predictions', {})).status, 404);
  assert.equal((await gateway.send('GET', '/nothing')).status, 404);
  a.behaviour.fault = 500;
  b.behaviour.fault = 500;
  const failed = await gateway.predict(11);
  assert.equal(failed.json.code, 'PREDICTOR_FAILED');
  const outcome = { predictionId: 'p', label: true };
  assert.equal((await gateway.send('POST', '/v1/outcomes', { outcomes: [outcome, outcome] })).status, 200);

  let families = new Map<string, ParsedFamily>();
  const values1 = (name: string) => valuesOf(families, name);
  await eventually('the shadow is asked', async () => {
    families = parseMetrics((await read(gateway)).text);
    return values1('slipway_gateway_shadow_rows_total').answered === 2;
  });
  assert.deepEqual(values1('slipway_gateway_requests_total'), {
    'v1 2xx OK': 2,
    'v1 4xx RULE_REJECTED': 1,
    ' 4xx FEATURE_MISSING': 1,
    'v1 5xx PREDICTOR_FAILED': 1,
    ' 4xx ENDPOINT_UNKNOWN': 1,
  });
  assert.equal(values1('slipway_gateway_request_duration_seconds')['v1 +Inf'], 2);
  assert.deepEqual(values1('slipway_gateway_http_errors_total'), { '4xx': 4, '5xx': 1 });
  assert.deepEqual(values1('slipway_gateway_assignments_total'), { 'v1 active': 3 });
  assert.deepEqual(values1('slipway_gateway_rules_fired_total'), { 'too-far': 1 });
  assert.deepEqual(values1('slipway_gateway_rule_errors_total'), { broken: 3 });
  assert.deepEqual(values1('slipway_gateway_cache_total'), { hit: 1, miss: 2 });
  assert.deepEqual(values1('slipway_gateway_retries_total'), { v1: 1 });
  assert.deepEqual(values1('slipway_gateway_in_flight'), { '': 0 });
  assert.deepEqual(values1('slipway_gateway_shed_total'), { high: 0, normal: 0, low: 0 });
  assert.deepEqual(values1('slipway_gateway_predictors'), { 'v1 ready': 2, 'v2 ready': 1 });
  assert.deepEqual(values1('slipway_gateway_predictors_wanted'), { v1: 2, v2: 1 });
  assert.deepEqual(values1('slipway_gateway_routing_revision'), { '': 4 });
  assert.deepEqual(values1('slipway_gateway_parameters_revision'), { '': 9 });
  assert.deepEqual(values1('slipway_gateway_endpoint_active'), { '': 1 });
  assert.deepEqual(values1('slipway_gateway_outcomes_total'), { '': 2 });
  assert.deepEqual(values1('slipway_gateway_log_degraded'), { '': 0 });
  // Two answers, a rejection, a failure, and two rows of the shadow.
  assert.deepEqual(values1('slipway_gateway_log_rows_total'), {
    logged: 6,
    'sampled-out': 0,
    dropped: 0,
    unlogged: 0,
  });
  assert.equal(values1('slipway_gateway_log_wait_seconds')['+Inf'], 6);
  const breakers = values1('slipway_gateway_predictor_breaker');
  assert.deepEqual(Object.keys(breakers).sort(), [
    'live deployment-1 p1-0 delays-1-1',
    'live deployment-1 p1-1 delays-1-1',
    'live deployment-2 p2-0 delays-2-2',
    'shadow deployment-2 p2-0 delays-2-2',
  ]);
});

test('every declared family is told, with the declared labels, and no other', async (t) => {
  const gateway = await startGateway(t);
  const { address } = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [address])]));
  await gateway.predict(1);
  const { text, status, type } = await read(gateway);
  assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
  const families = parseMetrics(text);
  const declared = [...Object.values(GATEWAY_METRICS), ...Object.values(PROCESS_METRICS)];
  assert.deepEqual([...families.keys()].sort(), declared.map(({ name }) => name).sort());
  for (const { name, labels: names } of declared)
    for (const { le: _, ...labels } of families.get(name)!.labels)
      assert.deepEqual(Object.keys(labels), [...names], name);
  assert.equal(families.get('slipway_gateway_info')?.labels[0]?.gateway, 'gateway');
});

test('names that nobody configured do not become series', async (t) => {
  const gateway = await startGateway(t);
  const { address } = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [address])]));
  for (let count = 0; count < 20; count++) {
    await gateway.send('POST', `/v1/endpoints/e${count}/predictions`, { rows: [{}] });
    await gateway.predict(1, { unit: `unit-${count}` }, { 'x-slipway-variant': `x${count}` });
  }
  const { text } = await read(gateway);
  assert.doesNotMatch(text, /unit-|"x\d|"e\d/);
  const { series } = parseMetrics(text).get('slipway_gateway_requests_total')!;
  assert.ok(series.size <= 3, [...series.keys()].join('\n'));
});

test('where clients need the key, metrics need it; before a routing document they say that it is not ready', async (t) => {
  const gateway = await startGateway(t, { server: { key: 'secret' } });
  assert.equal((await read(gateway)).status, 401);
  const { status, text } = await read(gateway, { authorization: 'Bearer secret' });
  assert.equal(status, 200);
  assert.equal(parseMetrics(text).get('slipway_gateway_ready')?.series.get('slipway_gateway_ready'), 0);
  assert.equal((await fetch(`${gateway.address}/metrics`, { method: 'POST' })).status, 405);
});

test('a thousand endpoints are told', async (t) => {
  const gateway = await startGateway(t);
  const { address } = await gateway.predictor();
  const variant = gateway.signer.variant(1, [address]);
  const endpoints = Array.from({ length: 1000 }, (_, index) => ({
    ...routingOf([variant]),
    endpoint: index === 0 ? ENDPOINT : `e${index}`,
  }));
  await gateway.publish(...endpoints);
  await gateway.predict(1);
  const { text } = await read(gateway);
  assert.equal(parseMetrics(text).get('slipway_gateway_parameters_revision')?.series.size, 1000);
});
