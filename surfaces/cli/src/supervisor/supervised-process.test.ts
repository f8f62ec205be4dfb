import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@slipway/platform';
import { SupervisedProcess } from './supervised-process.ts';

test('what a process says of itself is told beside its health, until it is started again', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'supervised-'));
  t.after(() => rm(directory, { recursive: true }));
  const script = `process.send({ kind: 'notice', text: 'steps are not isolated' }); setInterval(() => {}, 1000)`;
  const supervised = new SupervisedProcess(
    {
      name: 'worker',
      roles: ['worker'],
      command: [process.execPath, '-e', script],
      environment: {},
      address: null,
      logFile: join(directory, 'worker.log'),
    },
    createLogger('test', 'silent'),
    () => undefined,
  );
  t.after(() => supervised.stop(1000));
  supervised.start();
  for (let i = 0; i < 200 && supervised.status.reason === undefined; i++) await sleep(50);
  assert.deepEqual([supervised.status.health, supervised.status.reason], ['ready', 'steps are not isolated']);
  await supervised.stop(1000);
  assert.deepEqual([supervised.status.health, supervised.status.reason], ['stopped', undefined]);
});
