import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSpoolReader } from '@slipway/adapters/log-bus';
import { startChild } from './fixtures/child-process.ts';
import { startGateway } from './fixtures/running-gateway.ts';
import { createSigner, ENDPOINT, routingOf } from './fixtures/signed-routing.ts';

/** Clients that ask without a pause; a connection that fails is not an answer. */
const startLoad = (address: () => string, clients: number) => {
  const answered: string[] = [];
  const failed: string[] = [];
  let unreachable = 0;
  let going = true;
  const ask = async () => {
    const response = await fetch(`${address()}/v1/endpoints/${ENDPOINT}/predictions`, {
      method: 'POST',
      body: JSON.stringify({ rows: [{ distance: answered.length }] }),
    });
    const json = (await response.json()) as { code?: string; predictions: { id: string }[] };
    if (response.status === 200) answered.push(json.predictions[0]!.id);
    else failed.push(`${response.status} ${json.code}`);
  };
  const running = Array.from({ length: clients }, async () => {
    while (going) {
      await ask().catch(async () => {
        unreachable += 1;
        await sleep(5);
      });
    }
  });
  const until = async (count: number) => {
    const wanted = answered.length + count;
    while (answered.length < wanted) await sleep(5);
  };
  const stop = async () => {
    going = false;
    await Promise.all(running);
  };
  return { answered, failed, until, stop, unreachable: () => unreachable };
};

test('kill -9 of one of two predictors under load: not one failed request', async (t) => {
  const [one, two] = [
    await startChild(t, 'fake-predictor.main.ts', '0', '2'),
    await startChild(t, 'fake-predictor.main.ts', '0', '2'),
  ];
  const gateway = await startGateway(t);
  await gateway.publish(routingOf([gateway.signer.variant(1, [one.address, two.address])]));
  const load = startLoad(() => gateway.address, 16);
  await load.until(150);
  await one.kill();
  await load.until(150);
  const reborn = await startChild(t, 'fake-predictor.main.ts', new URL(one.address).port, '2');
  assert.equal(reborn.address, one.address);
  await load.until(150);
  await two.kill();
  await load.until(150);
  await load.stop();
  assert.deepEqual([load.failed, load.unreachable()], [[], 0]);
  const { retried } = (await gateway.send('GET', '/v1/statistics')).json;
  t.diagnostic(`${load.answered.length} answered, ${retried} retried`);
  assert.ok(retried > 0);
});

/** What a gateway process needs to start alone. */
const prepareDirectory = async (t: TestContext, addresses: readonly string[]): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-gateway-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const signer = createSigner();
  const routing = { revision: 1, endpoints: [routingOf([signer.variant(1, addresses)])] };
  await writeFile(join(directory, 'routing.json'), JSON.stringify(routing));
  await writeFile(join(directory, 'trusted.json'), JSON.stringify(signer.trustedKeys));
  return directory;
};

test('kill -9 of the gateway under load, and a new one: every answered prediction is in the log exactly once', async (t) => {
  const predictor = await startChild(t, 'fake-predictor.main.ts');
  const directory = await prepareDirectory(t, [predictor.address]);
  const logged = new Map<string, number>();
  const reader = createSpoolReader({ directory: join(directory, 'spool') });
  const collect = async () => {
    for (const id of await reader.sealed()) {
      const { records, damagedAt } = await reader.read(id);
      assert.equal(damagedAt, null);
      for (const record of records)
        if (record.kind === 'prediction') logged.set(record.id, (logged.get(record.id) ?? 0) + 1);
      await reader.acknowledge(id);
    }
  };
  let gateway = await startChild(t, 'gateway.main.ts', directory);
  const load = startLoad(() => gateway.address, 16);
  for (let kills = 0; kills < 2; kills++) {
    await load.until(200);
    await collect();
    await load.until(100);
    await gateway.kill();
    gateway = await startChild(t, 'gateway.main.ts', directory);
  }
  await load.until(200);
  await load.stop();
  await gateway.kill();
  await collect();
  assert.deepEqual(load.failed, []);
  assert.deepEqual(
    load.answered.filter((id) => logged.get(id) !== 1),
    [],
  );
  assert.deepEqual(
    [...logged].filter(([, count]) => count !== 1),
    [],
  );
  t.diagnostic(
    `${load.answered.length} answered, ${logged.size} logged, ${load.unreachable()} without a connection`,
  );
});
