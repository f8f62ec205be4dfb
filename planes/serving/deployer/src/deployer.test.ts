import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type PredictorReport,
  SlipwayError,
  type WantedDeployment,
  type WantedDeployments,
} from '@slipway/contracts';
import { type ContractClient, createLogger, type WantedPredictor } from '@slipway/platform';
import { createDeployer } from './deployer.ts';
import { signedDeployment } from './fixtures/external-deployment.ts';
import { startForeignServer } from './fixtures/foreign-server.ts';
import { wantedPredictors } from './wanted-predictors.ts';

const deployment = (id: string, replicas: number): WantedDeployment => ({
  id,
  release: 'm-1-1',
  model: 'm',
  version: 1,
  artifact: `sha256:${'0'.repeat(64)}`,
  envelope: { payloadType: 'x', payload: '', signatures: [{ keyid: 'k', sig: '' }] },
  replicas,
});

test('one predictor per replica, and scaling leaves the others alone', () => {
  const ids = (replicas: number) =>
    wantedPredictors({ revision: 1, deployments: [deployment('a', replicas)] }).map(({ id }) => id);
  assert.deepEqual(ids(2), ['a-0', 'a-1']);
  assert.deepEqual(ids(3), ['a-0', 'a-1', 'a-2']);
});

const world = async (t: { after(done: () => Promise<void>): void }) => {
  const directory = await mkdtemp(join(tmpdir(), 'deployer-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const signed = signedDeployment();
  const applied: string[][] = [];
  const reported: PredictorReport[][] = [];
  const state = {
    dead: false,
    document: { revision: 1, deployments: [deployment('a', 1)] } as WantedDeployments,
  };
  const control = {
    call: async (
      route: { id: string },
      input: { query?: { after: number }; body?: { predictors: PredictorReport[] } },
    ) => {
      await sleep(5);
      if (state.dead) throw new SlipwayError('UNAVAILABLE', { what: 'control' });
      if (route.id === 'wantedDeployments') return state.document;
      reported.push(input.body?.predictors ?? []);
      return {};
    },
  } as unknown as ContractClient;
  let running: readonly WantedPredictor[] = [];
  const host = {
    apply: async (wanted: readonly WantedPredictor[]) => {
      running = wanted;
      applied.push(wanted.map(({ id }) => id));
    },
    reports: async () =>
      running.map(({ id, deployment: { id: owner } }) => ({
        id,
        deployment: owner,
        address: 'http://127.0.0.1:9',
        state: 'ready' as const,
      })),
  };
  const cacheFile = join(directory, 'deployments.json');
  const deployer = () =>
    createDeployer({
      control,
      host,
      cacheFile,
      external: { blobs: signed.blobs, trustedKeys: async () => signed.trustedKeys, checkMs: 20 },
      logger: createLogger('test', 'silent'),
      intervalMs: 10,
      repeatMs: 100,
    });
  return { applied, reported, state, cacheFile, deployer, signed };
};

test('it follows the document, reports what runs, and repeats the report', async (t) => {
  const { applied, reported, state, deployer } = await world(t);
  const service = deployer();
  await service.start();
  await sleep(60);
  state.document = { revision: 2, deployments: [deployment('a', 2)] };
  await sleep(250);
  await service.stop();
  assert.deepEqual(applied.at(-1), ['a-0', 'a-1']);
  assert.deepEqual(
    reported.at(-1)?.map(({ id }) => id),
    ['a-0', 'a-1'],
  );
  assert.ok(
    reported.filter((predictors) => predictors.length === 2).length >= 2,
    'an unchanged report is repeated',
  );
});

test('with the release plane dead it starts from the last good document', async (t) => {
  const { applied, state, cacheFile, deployer } = await world(t);
  await writeFile(cacheFile, JSON.stringify({ revision: 7, deployments: [deployment('kept', 1)] }));
  state.dead = true;
  const service = deployer();
  await service.start();
  await sleep(50);
  await service.stop();
  assert.deepEqual(applied, [['kept-0']]);
});

test('servers of others are reported beside the own predictors, and none is started for them', async (t) => {
  const { applied, reported, state, deployer, signed } = await world(t);
  const server = await startForeignServer(t);
  state.document = {
    revision: 2,
    deployments: [deployment('a', 1), signed.deployment([server.address])],
  };
  const service = deployer();
  await service.start();
  await sleep(250);
  await service.stop();
  assert.deepEqual(applied.at(-1), ['a-0']);
  assert.deepEqual(
    reported.at(-1)?.map(({ id, state: told }) => [id, told]),
    [
      ['a-0', 'ready'],
      ['deployment-1-0', 'ready'],
    ],
  );
  // A request that was on its way at the end may still arrive.
  await sleep(30);
  const asked = server.asked.length;
  await sleep(50);
  assert.equal(server.asked.length, asked, 'nobody asks after the end');
});
