import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '@slipway/contracts';
import { runPredictor } from './fixtures/running-predictor.ts';

const PREDICT = '/v1/predictions';

describe('a predictor', () => {
  it('answers 64 concurrent callers, each with its own rows', async (t) => {
    const { predictor, ask, probability, end } = await runPredictor();
    t.after(end);
    await predictor.settled();
    await Promise.all(
      Array.from({ length: 64 }, async (_, caller) => {
        for (let turn = 0; turn < 5; turn++) {
          const rows: Row[] = [{ distance: caller, hour: turn, origin: 'ATL' }, { distance: -caller }];
          const { status, json } = await ask('POST', PREDICT, { rows });
          assert.equal(status, 200);
          rows.forEach((row, index) => {
            assert.ok(Math.abs(json.predictions[index].score - probability(row)) < 1e-5);
          });
        }
      }),
    );
  });

  it('answers QUEUE_FULL with Retry-After when too many wait', async (t) => {
    const { predictor, ask, end } = await runPredictor({ queue: { maxWaiting: 1, maxBatchRows: 1 } });
    t.after(end);
    await predictor.settled();
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask('POST', PREDICT, { rows: [{}] })));
    const full = answers.filter(({ status }) => status === 503);
    assert.ok(answers.some(({ status }) => status === 200));
    for (const { json, headers } of full)
      assert.deepEqual([json.code, headers.get('retry-after')], ['QUEUE_FULL', '1']);
    assert.equal((await ask('POST', PREDICT, { rows: [{}] })).status, 200);
  });

  it('is live before it is ready', async (t) => {
    let publish = (): void => undefined;
    const published = new Promise<void>((resolve) => {
      publish = resolve;
    });
    const running = await runPredictor({}, ({ wanted }) => ({
      deployment: async () => {
        await published;
        return wanted;
      },
    }));
    t.after(running.end);
    assert.equal((await running.ask('GET', '/health/live')).status, 200);
    assert.equal((await running.ask('GET', '/health/ready')).json.state, 'starting');
    assert.deepEqual((await running.ask('GET', '/v2/models')).json, { models: [] });
    publish();
    await running.predictor.settled();
    assert.equal((await running.ask('GET', '/health/ready')).status, 200);
  });

  it('loses no request when it is stopped under load', async (t) => {
    const { predictor, end } = await runPredictor({ drainMs: 3000 });
    t.after(end);
    await predictor.settled();
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const outcomes: string[] = [];
    const call = () =>
      new Promise<void>((resolve) => {
        const sending = request(predictor.address + PREDICT, { method: 'POST', agent }, (response) => {
          outcomes.push(String(response.statusCode));
          response.resume().on('end', resolve);
        });
        sending.on('error', (error: NodeJS.ErrnoException) => {
          outcomes.push(String(error.code));
          resolve();
        });
        sending.end('{"rows":[{"distance":1}]}');
      });
    // Every caller has its connection: one that the kernel has not handed over yet would be reset.
    await Promise.all(Array.from({ length: 16 }, call));
    const callers = Array.from({ length: 16 }, async () => {
      while (outcomes.at(-1) !== 'ECONNREFUSED') await call();
    });
    await pause(100);
    await Promise.all([...callers, end()]);
    agent.destroy();
    assert.deepEqual([...new Set(outcomes)].sort(), ['200', 'ECONNREFUSED']);
    assert.ok(outcomes.length > 64);
  });

  it('finishes a request that was under way, and takes no new one', async (t) => {
    const { predictor, end } = await runPredictor({ drainMs: 3000 });
    t.after(end);
    await predictor.settled();
    const { port } = new URL(predictor.address);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    const body = '{"rows":[{"distance":1}]}';
    socket.write(
      `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await pause(20);
    const ended = end();
    await pause(20);
    await assert.rejects(fetch(`${predictor.address}/health/live`));
    socket.write(body.slice(5));
    await ended;
    assert.match(answer, /^HTTP\/1.1 200 OK\r\n/);
    assert.match(answer, /connection: close/i);
    assert.match(answer, /"predictions":\[/);
  });

  it('waits no longer than its drain time for a request that does not end', async (t) => {
    const { predictor, end } = await runPredictor({ drainMs: 50 });
    t.after(end);
    await predictor.settled();
    const socket = connect(Number(new URL(predictor.address).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`);
    await pause(20);
    const begun = Date.now();
    await end();
    assert.ok(Date.now() - begun < 1000);
    socket.destroy();
  });

  it('says that the port is taken', async (t) => {
    const first = await runPredictor();
    t.after(first.end);
    const port = Number(new URL(first.predictor.address).port);
    const server = { host: '127.0.0.1', port, bodyLimit: 1000, name: 'slipway' };
    await assert.rejects(
      runPredictor({}, () => ({ server })),
      { code: 'PORT_IN_USE' },
    );
  });
});
