import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WantedDeployment } from '@slipway/contracts';
import { createLogger, type WantedPredictor } from '@slipway/platform';
import type { Predictor } from '@slipway/predictor';
import { LocalPredictorHost } from './local-predictor-host.ts';

const wanted = (id: string, release = 'm-1-1'): WantedPredictor => ({
  id,
  deployment: { id: 'd', release, replicas: 1 } as WantedDeployment,
});

/** A host whose predictors note what happens to them. */
const startHost = () => {
  const events: string[] = [];
  let port = 5000;
  const host = new LocalPredictorHost({
    portOf: async () => ++port,
    create: async ({ id, deployment: { release } }, listen) => {
      const plane = {
        released: { release },
        statistics: {
          succeeded: () => events.push(`${id} answered`),
          failed: () => events.push(`${id} failed`),
        },
        infer: async (_tensors: unknown, rows: number) => {
          if (rows === 0) throw new Error('nothing to do');
          return { outputs: [], queueMs: 1, inferenceMs: 2 };
        },
      };
      return {
        address: `http://127.0.0.1:${listen}`,
        readiness: { state: 'ready', reason: undefined, plane },
        start: async () => events.push(`${id} starts`),
        stop: async () => events.push(`${id} stops`),
      } as unknown as Predictor;
    },
    logger: createLogger('test', 'silent'),
  });
  return { host, events };
};
const limits = { deadline: 1e9, signal: { aborted: false } };

test('what is wanted runs, is found by its address, and answers', async () => {
  const { host, events } = startHost();
  await host.apply([wanted('a'), wanted('b')]);
  const reports = await host.reports();
  assert.deepEqual(
    reports.map(({ id, deployment, address, state }) => [id, deployment, address, state]),
    [
      ['a', 'd', 'http://127.0.0.1:5001', 'ready'],
      ['b', 'd', 'http://127.0.0.1:5002', 'ready'],
    ],
  );
  const local = host.at('http://127.0.0.1:5002');
  assert.equal(local?.release, 'm-1-1');
  assert.deepEqual(await local?.infer([], 1, undefined, limits), { outputs: [], queueMs: 1, inferenceMs: 2 });
  await assert.rejects(async () => local!.infer([], 0, undefined, limits), /nothing to do/);
  assert.equal(host.at('http://127.0.0.1:1'), null);
  assert.deepEqual(events, ['a starts', 'b starts', 'b answered', 'b failed']);
});

test('a change starts what is new before it stops the rest, and what stays is left alone', async () => {
  const { host, events } = startHost();
  await host.apply([wanted('a'), wanted('b')]);
  await host.apply([wanted('b'), wanted('c')]);
  assert.deepEqual(events, ['a starts', 'b starts', 'c starts', 'a stops']);
  assert.equal(host.at('http://127.0.0.1:5001'), null);
  await host.apply([wanted('b', 'm-2-2'), wanted('c')]);
  assert.deepEqual(events.slice(4), ['b stops', 'b starts']);
  await host.stop();
  assert.deepEqual(await host.reports(), []);
  assert.deepEqual(events.slice(6).sort(), ['b stops', 'c stops']);
});
