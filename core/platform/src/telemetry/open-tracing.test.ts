import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCollector } from './fixtures/collector.ts';
import { openTracing } from './open-tracing.ts';

const TRACE = 'a'.repeat(32);
const PARENT = 'b'.repeat(16);
const names = { service: 'slipway-gateway', instance: 'gateway-1' };

test('spans of a sampled trace arrive with their parents, facts and errors', async (t) => {
  const collector = await startCollector(t);
  const tracing = await openTracing({ url: collector.url, sampling: 0, ...names });
  const server = tracing.begin('predict', `00-${TRACE}-${PARENT}-01`, performance.now() - 5);
  assert.ok(server);
  const attempt = server.child('infer');
  assert.match(attempt.traceparent, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  attempt.end({ 'slipway.predictor': 'p1', nothing: null }, 'PREDICTOR_FAILED');
  server.end({ 'slipway.variant': 'v1', 'http.response.status_code': 200 }, null);
  await tracing.close();
  const [first, second] = collector.spans();
  assert.deepEqual([first?.name, first?.kind, first?.parentSpanId], ['infer', 3, second?.spanId]);
  assert.deepEqual(first?.attributes, { 'slipway.predictor': 'p1', 'error.type': 'PREDICTOR_FAILED' });
  assert.deepEqual([second?.name, second?.kind, second?.parentSpanId], ['predict', 2, PARENT]);
  assert.equal(second?.traceId, TRACE);
  assert.ok(second.milliseconds >= 5 && second.milliseconds < 5000, String(second.milliseconds));
  assert.equal(attempt.traceparent.split('-')[2], first?.spanId);
  assert.equal(collector.resource()['service.name'], 'slipway-gateway');
});

test('who calls decides about sampling, and without a caller the ratio does', async (t) => {
  const collector = await startCollector(t);
  const all = await openTracing({ url: collector.url, sampling: 1, ...names });
  const none = await openTracing({ url: collector.url, sampling: 0, ...names });
  assert.equal(all.begin('predict', `00-${TRACE}-${PARENT}-00`, 0), null);
  assert.equal(none.begin('predict', null, 0), null);
  assert.match(all.begin('predict', null, 0)?.traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  await Promise.all([all.close(), none.close()]);
});

test('a collector that is away holds up nothing, not even the stop', async () => {
  const tracing = await openTracing({ url: 'http://127.0.0.1:9', sampling: 1, ...names });
  for (let count = 0; count < 5000; count++) tracing.begin('predict', null, 0)?.end({}, null);
  const began = performance.now();
  await tracing.close();
  assert.ok(performance.now() - began < 2500);
});
