import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import { actions, startControl } from '../fixtures/control.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;
before(async () => {
  control = await startControl();
  act = actions(control.client);
});
after(() => control.stop());

const job = (name: string): JobInput => ({
  name,
  steps: [{ kind: 'command', name: 'train', command: ['node'] }],
});

interface Event {
  readonly id?: string;
  readonly event: string;
  readonly data: { text?: string; state?: string; steps?: { state: string }[]; value?: number };
}

const open = async (run: string, headers: object = {}, token = 'viewer'): Promise<IncomingMessage> => {
  const request = get(`${control.address}/v1/runs/${run}/log/stream`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    agent: false,
  });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
};

const parse = (text: string): Event[] =>
  text.split('\n\n').flatMap((block) => {
    const fields = Object.fromEntries(
      block.split('\n').map((line): [string, string] => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), line.slice(at + 2)];
      }),
    );
    return fields.event ? [{ ...fields, data: JSON.parse(fields.data ?? 'null') } as unknown as Event] : [];
  });

const whole = async (response: IncomingMessage): Promise<Event[]> => {
  let text = '';
  for await (const chunk of response) text += chunk;
  return parse(text);
};

const begin = async (name: string) => {
  await act.apply(job(name));
  const run = (await act.start(name)).id;
  const lease = (await act.lease())?.lease ?? '';
  const say = (...texts: string[]) =>
    act.worker.call(trainingRoutes.heartbeat, {
      params: { lease },
      body: {
        lines: texts.map((text) => ({ at: new Date().toISOString(), stream: 'stdout' as const, text })),
        metrics: texts.map((_, index) => ({ key: 'loss', value: index, step: index })),
      },
    });
  return { run, lease, say };
};
const textsOf = (events: readonly Event[]): (string | undefined)[] =>
  events
    .filter(({ event, data }) => event === 'line' && data.text?.startsWith('say'))
    .map(({ data }) => data.text);

test('lines, changes of steps and metrics come as they happen, and the stream ends with the run', async () => {
  const { run, lease, say } = await begin('followed');
  const response = await open(run);
  assert.match(response.headers['content-type'] ?? '', /^text\/event-stream/);
  const events = whole(response);
  await say('say one', 'say two');
  await sleep(600);
  await say('say three');
  await act.complete(lease);
  const all = await events;
  assert.deepEqual(textsOf(all), ['say one', 'say two', 'say three']);
  assert.equal(all.at(-1)?.event, 'end');
  assert.equal(all.at(-1)?.data.state, 'succeeded');
  assert.deepEqual(
    all.filter(({ event }) => event === 'run').map(({ data }) => data.steps?.[0]?.state),
    ['running', 'succeeded'],
  );
  assert.ok(all.some(({ event, data }) => event === 'metric' && typeof data.value === 'number'));
  const ids = all.filter(({ event }) => event === 'line').map(({ id }) => Number(id));
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
});

test('a stream that broke goes on after the last line that arrived', async () => {
  const { run, lease, say } = await begin('resumed');
  await say('say one', 'say two', 'say three');
  await act.fail(lease, false);
  const all = await whole(await open(run));
  const second = all.find(({ data }) => data.text === 'say two');
  const rest = await whole(await open(run, { 'last-event-id': second?.id ?? '' }));
  assert.deepEqual(textsOf(rest), ['say three']);
  assert.equal(rest.at(-1)?.data.state, 'failed');
  for (const odd of ['x', '-1', '99999999999999'])
    assert.equal(textsOf(await whole(await open(run, { 'last-event-id': odd }))).length, 3, odd);
});

test('a run that does not exist, and a stranger, get an answer and no stream', async () => {
  const missing = await open('run-nothing');
  assert.equal(missing.statusCode, 404);
  missing.resume();
  const stranger = await open('run-nothing', {}, 'nobody');
  assert.equal(stranger.statusCode, 401);
  stranger.resume();
});

test('one reader has so many streams and no more, and closing them makes room at once', async () => {
  const { run, lease } = await begin('crowded');
  const streams = await Promise.all(Array.from({ length: 16 }, () => open(run)));
  assert.ok(streams.every(({ statusCode }) => statusCode === 200));
  const refused = await open(run);
  assert.equal(refused.statusCode, 503);
  refused.resume();
  const other = await open(run, {}, 'author');
  assert.equal(other.statusCode, 200, 'somebody else is not refused for it');
  for (const stream of [...streams, other]) stream.destroy();
  const end = Date.now() + 5000;
  let status = 503;
  while (status !== 200 && Date.now() < end) {
    const again = await open(run);
    status = again.statusCode ?? 0;
    again.destroy();
    await sleep(50);
  }
  assert.equal(status, 200);
  await act.complete(lease);
});

test('a reader that takes nothing costs little and delays nobody', async () => {
  const { run, lease, say } = await begin('slow');
  const slow = await open(run);
  slow.pause();
  const before = process.memoryUsage().rss;
  const text = `say ${'x'.repeat(10_000)}`;
  for (let i = 0; i < 12; i++) await say(...Array<string>(100).fill(text));
  const started = performance.now();
  assert.equal((await act.show(run)).state, 'running');
  assert.ok(performance.now() - started < 1000);
  const fast = await open(run);
  await act.complete(lease);
  assert.equal(textsOf(await whole(fast)).length, 1200);
  assert.ok(process.memoryUsage().rss - before < 150_000_000);
  slow.destroy();
});

test('streams end when the job server stops', async () => {
  const own = await startControl();
  const acting = actions(own.client);
  await acting.apply(job('stopped'));
  const run = (await acting.start('stopped')).id;
  const response = await fetch(`${own.address}/v1/runs/${run}/log/stream`, {
    headers: { authorization: 'Bearer viewer' },
  });
  const text = response.text().catch(() => 'cut off');
  const started = performance.now();
  await own.stop();
  await text;
  assert.ok(performance.now() - started < 5000);
});
