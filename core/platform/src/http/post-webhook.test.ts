import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startReceiver } from './fixtures/webhook-receiver.ts';
import { postWebhook } from './post-webhook.ts';

const { signal } = new AbortController();
const backOffMs = [5, 5];

test('the body arrives as JSON', async (t) => {
  const receiver = await startReceiver(t);
  const result = await postWebhook({ url: receiver.url, body: { event: 'firing' }, signal });
  assert.deepEqual(result, { kind: 'delivered', tries: 1 });
  assert.deepEqual(receiver.bodies, [{ event: 'firing' }]);
});

test('headers are made from the text that is sent', async (t) => {
  const receiver = await startReceiver(t);
  const headers = (text: string) => ({ 'x-length': String(text.length) });
  await postWebhook({ url: receiver.url, body: { event: 'firing' }, signal, headers });
  assert.equal(receiver.calls[0]?.headers['x-length'], String('{"event":"firing"}'.length));
  assert.equal(receiver.calls[0]?.text, '{"event":"firing"}');
});

test('three tries, and then it has failed', async (t) => {
  const receiver = await startReceiver(t, [500, 503, 200]);
  assert.deepEqual(await postWebhook({ url: receiver.url, body: {}, signal, backOffMs }), {
    kind: 'delivered',
    tries: 3,
  });
  const broken = await startReceiver(t, [500, 500, 500, 200]);
  const result = await postWebhook({ url: broken.url, body: {}, signal, backOffMs });
  assert.deepEqual(result, { kind: 'failed', tries: 3, reason: 'answered with status 500' });
  assert.equal(broken.bodies.length, 3);
});

test('a redirect is not followed', async (t) => {
  const elsewhere = await startReceiver(t);
  const receiver = await startReceiver(t, [307, 307, 307], elsewhere.url);
  const result = await postWebhook({ url: receiver.url, body: {}, signal, backOffMs });
  assert.deepEqual(result, { kind: 'failed', tries: 3, reason: 'answered with status 307' });
  assert.deepEqual(elsewhere.bodies, []);
});

test('a receiver that does not answer costs the timeout only, and the reason names no secret', async (t) => {
  const receiver = await startReceiver(t, ['hang', 'hang', 'hang']);
  const result = await postWebhook({
    url: `${receiver.url}/secret`,
    body: {},
    signal,
    backOffMs,
    timeoutMs: 50,
  });
  assert.deepEqual(result, { kind: 'failed', tries: 3, reason: 'no answer within 50 ms' });
  await receiver.close();
  const gone = await postWebhook({ url: `${receiver.url}/secret`, body: {}, signal, backOffMs });
  assert.deepEqual(gone, { kind: 'failed', tries: 3, reason: 'no connection (ECONNREFUSED)' });
});

test('stopping ends the tries', async (t) => {
  const receiver = await startReceiver(t, [500]);
  const stopping = new AbortController();
  const call = postWebhook({ url: receiver.url, body: {}, signal: stopping.signal, backOffMs: [60_000] });
  setTimeout(() => stopping.abort(), 30);
  await assert.rejects(call, { name: 'AbortError' });
});
