import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createSpoolReader, createSpoolWriter } from '@slipway/adapters/log-bus';
import { eventually, startGateway } from '../fixtures/running-gateway.ts';
import { routingOf } from '../fixtures/signed-routing.ts';

const BALLAST = 180 * 1024;

/** A gateway whose spool lies on a file system of 256 KiB with little space left; null where this user may not mount one. */
const startOnSmallDisk = async (t: TestContext, onFull: 'refuse' | 'drop') => {
  const disk = mkdtempSync(join(tmpdir(), 'slipway-small-disk-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    rmSync(disk, { recursive: true });
    t.skip('this user may not mount a small disk');
    return null;
  }
  const [directory, ballast] = [join(disk, 'spool'), join(disk, 'ballast')];
  await writeFile(ballast, Buffer.alloc(BALLAST));
  const log = createSpoolWriter({
    ...{ directory, gateway: 'gateway', segmentSeconds: 60, segmentBytes: 1 << 24 },
    onFull,
  });
  const gateway = await startGateway(t, { log });
  t.after(async () => {
    await log.close();
    execFileSync('/bin/umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  const { address } = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [address])]));
  const ready = async () => (await gateway.send('GET', '/health/ready')).json;
  await eventually('it answers', async () => (await gateway.predict(0)).status === 200);
  return { gateway, directory, log, ready, makeRoom: () => rm(ballast) };
};

const fillUp = async (
  answer: () => Promise<number>,
  full: () => boolean | Promise<boolean>,
): Promise<number[]> => {
  const statuses: number[] = [];
  for (let requests = 0; requests < 4000 && !(await full()); requests++) statuses.push(await answer());
  return statuses;
};

test('full log, told to drop: answers go on, health says degraded, and the dropped rows are counted', async (t) => {
  const started = await startOnSmallDisk(t, 'drop');
  if (!started) return;
  const { gateway, directory, log, ready, makeRoom } = started;
  const answer = async () => (await gateway.predict(1, { unit: 'u'.repeat(400) })).status;
  const statuses = await fillUp(answer, () => log.trouble !== null);
  for (let more = 0; more < 20; more++) statuses.push(await answer());
  await eventually('health says it', async () => {
    statuses.push(await answer());
    const { ready: isReady, reason } = await ready();
    return isReady === true && /^degraded: .*full/.test(reason);
  });
  assert.deepEqual(new Set(statuses), new Set([200]));
  await makeRoom();
  await eventually('the counts are written', () => log.trouble === null);
  assert.deepEqual(await ready(), { ready: true });
  assert.equal(await answer(), 200);
  await log.close();
  const reader = createSpoolReader({ directory });
  await reader.sealed();
  const { waitingAnswers, waitingCounts } = await reader.statistics();
  const { answered, dropped } = waitingCounts;
  assert.ok(dropped > 20);
  assert.equal(dropped, log.droppedRows);
  assert.equal(answered, waitingAnswers + dropped);
  assert.ok(answered >= statuses.length + 1);
});

test('full log, told to refuse: nothing is answered without its row, and it goes on with space', async (t) => {
  const started = await startOnSmallDisk(t, 'refuse');
  if (!started) return;
  const { gateway, ready, makeRoom } = started;
  let last = 200;
  const answer = async () => {
    last = (await gateway.predict(1, { unit: 'u'.repeat(400) })).status;
    return last;
  };
  const statuses = await fillUp(answer, () => last !== 200);
  assert.equal(statuses.at(-1), 503);
  assert.match((await ready()).reason, /^degraded: /);
  await makeRoom();
  assert.equal(await answer(), 200);
  assert.deepEqual(await ready(), { ready: true });
});
