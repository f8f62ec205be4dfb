import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createLogger, openTracing } from '@slipway/platform';
import { startCollector } from '@slipway/platform/fixtures';
import { eventually, predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${PARENT}-01`;

const fileLogger = (t: TestContext) => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-log-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'gateway.log');
  const lines = async (): Promise<Record<string, unknown>[]> =>
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { logger: createLogger('gateway', 'info', file), lines, text: () => readFile(file, 'utf8') };
};

const serve = async (gateway: RunningGateway, values: object = {}) => {
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address, b.address])];
  await gateway.publish(routingOf(variants, { parameters: { revision: 1, values } }));
  return { a, b };
};

test('a failure is logged with what finds it elsewhere, once in a while, and without inputs and secrets', async (t) => {
  const { logger, lines, text } = fileLogger(t);
  const gateway = await startGateway(t, { logger, server: { key: 'very-secret' } });
  const { a, b } = await serve(gateway);
  a.behaviour.fault = 500;
  b.behaviour.fault = 500;
  const headers = { traceparent, authorization: 'Bearer very-secret' };
  const path = `/v1/endpoints/${ENDPOINT}/predictions?token=query-secret`;
  const body = { rows: [{ distance: 4711.5, origin: 'ORIGIN-X' }], unit: 'unit-of-somebody' };
  for (let count = 0; count < 5; count++)
    assert.equal((await gateway.send('POST', path, body, headers)).status, 503);
  assert.equal((await gateway.predict(1, { rows: [{}] }, headers)).status, 400);
  const failures = (await lines()).filter(({ msg }) => msg === 'a request failed');
  assert.equal(failures.length, 1);
  const [{ level, method, path: logged, request, trace, endpoint, variant, code } = {}] = failures;
  assert.deepEqual(
    { level, method, logged, trace, endpoint, variant, code },
    {
      level: 40,
      method: 'POST',
      logged: path.split('?')[0],
      trace: TRACE,
      endpoint: ENDPOINT,
      variant: 'v1',
      code: 'PREDICTOR_FAILED',
    },
  );
  assert.doesNotMatch(await text(), /secret|4711|ORIGIN-X|unit-of/);
  const [row] = predictionsIn(await gateway.logged());
  assert.deepEqual([row?.request, row?.trace, row?.error], [request, TRACE, code]);
});

test('an access log has a line per request, and only when it is wanted', async (t) => {
  const wanted = fileLogger(t);
  const gateway = await startGateway(t, { logger: wanted.logger, accessLog: true });
  await serve(gateway);
  const { headers } = await gateway.predict(1);
  await gateway.predict(1, { rows: [{}] });
  await gateway.send('GET', '/v1/statistics');
  const requestsIn = async () => (await wanted.lines()).filter(({ msg }) => msg === 'request');
  await eventually('all are written', async () => (await requestsIn()).length === 3);
  const [answered, refused, asked] = await requestsIn();
  assert.deepEqual(
    [answered?.status, answered?.endpoint, answered?.variant, answered?.request],
    [200, ENDPOINT, 'v1', headers.get('x-slipway-prediction-id')],
  );
  assert.ok(Number(answered?.ms) > 0);
  assert.deepEqual([refused?.status, refused?.code], [400, 'FEATURE_MISSING']);
  assert.deepEqual([asked?.method, asked?.path, asked?.endpoint], ['GET', '/v1/statistics', undefined]);
  const silent = fileLogger(t);
  const other = await startGateway(t, { logger: silent.logger });
  await other.send('GET', '/v1/statistics');
  assert.deepEqual(
    (await silent.lines()).filter(({ msg }) => msg === 'request'),
    [],
  );
});

test('a traced request is a server span with a client span per try, in the trace of its caller', async (t) => {
  const collector = await startCollector(t);
  const tracing = await openTracing({
    url: collector.url,
    sampling: 0,
    service: 'slipway-gateway',
    instance: 'gateway',
  });
  const gateway = await startGateway(t, { tracing });
  const { a, b } = await serve(gateway, { retries: 1 });
  a.behaviour.fault = 500;
  await eventually('both are asked by one request', async () => {
    const before = a.asked();
    assert.equal((await gateway.predict(1, {}, { traceparent })).status, 200);
    return a.asked() > before;
  });
  const passedOn = a.headers().traceparent;
  await gateway.predict(2);
  const records = predictionsIn(await gateway.logged());
  await tracing.close();
  const spans = collector.spans();
  const server = spans.findLast(({ kind }) => kind === 2)!;
  const tries = spans.filter(({ parentSpanId }) => parentSpanId === server.spanId);
  assert.deepEqual([server.traceId, server.parentSpanId], [TRACE, PARENT]);
  const { 'slipway.request': request, ...facts } = server.attributes;
  assert.deepEqual(facts, {
    'slipway.endpoint': ENDPOINT,
    'slipway.variant': 'v1',
    'http.response.status_code': 200,
  });
  assert.deepEqual(
    tries.map(({ kind, attributes }) => [kind, attributes['slipway.outcome'], attributes['error.type']]),
    [
      [3, 'failed', 'PREDICTOR_FAILED'],
      [3, 'answered', undefined],
    ],
  );
  assert.equal(passedOn, `00-${TRACE}-${tries[0]?.spanId}-01`);
  // The last request was not sampled.
  assert.ok([a, b].some(({ headers }) => headers().traceparent === undefined));
  const row = records.find((record) => record.request === request);
  assert.equal(row?.trace, TRACE);
});

test('a collector that is away costs no request anything', async (t) => {
  const tracing = await openTracing({
    url: 'http://127.0.0.1:9',
    sampling: 1,
    service: 'slipway-gateway',
    instance: 'gateway',
  });
  const gateway = await startGateway(t, { tracing });
  await serve(gateway);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => gateway.predict(index)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  const traces = predictionsIn(await gateway.logged()).map(({ trace }) => trace);
  assert.ok(traces.every((trace) => /^[0-9a-f]{32}$/.test(trace ?? '')));
  await tracing.close();
});
