import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { thisProcess } from '@slipway/platform';
import { attemptMarkers, endAttempt, endEarlierAttempts, endOrphans } from './earlier-attempts.ts';

const RUN = `run-${process.pid}-${Date.now()}`;

const startAttempt = async (t: TestContext, attempt: number, step = 'train'): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['-e', 'console.log("on"); setInterval(() => {}, 1000)'], {
    env: attemptMarkers({ run: RUN, step, attempt }),
    // Out of every group and session, as a step that wants to escape.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
};

const ended = async (child: ChildProcess): Promise<boolean> => {
  for (let i = 0; i < 50 && child.signalCode === null; i++) await sleep(10);
  return child.signalCode === 'SIGKILL';
};

test('a new attempt ends what is left of the earlier ones, even when it is stopped, and nothing else', async (t) => {
  const [first, second, third, other] = await Promise.all([
    startAttempt(t, 1),
    startAttempt(t, 2),
    startAttempt(t, 3),
    startAttempt(t, 1, 'other'),
  ]);
  second.kill('SIGSTOP');
  assert.equal(await endEarlierAttempts({ run: RUN, step: 'train', attempt: 3 }), 2);
  assert.deepEqual([await ended(first), await ended(second)], [true, true]);
  assert.deepEqual([third.signalCode, other.signalCode], [null, null]);
  assert.equal(await endAttempt({ run: RUN, step: 'train', attempt: 3 }), 1);
  assert.equal(await endEarlierAttempts({ run: RUN, step: 'other', attempt: 1 }), 0);
});

test('a worker that starts ends the steps of dead workers below its directory, not those of living ones', async (t) => {
  const steps = await mkdtemp(join(tmpdir(), 'steps-'));
  t.after(() => rm(steps, { recursive: true }));
  const [orphan, owned, elsewhere] = await Promise.all([
    startAttempt(t, 7),
    startAttempt(t, 8),
    startAttempt(t, 9),
  ]);
  const { pid, bornAt } = thisProcess();
  for (const [attempt, worker] of [
    [7, `${pid} 1`],
    [8, `${pid} ${bornAt}`],
  ] as const) {
    const root = join(steps, RUN, 'train', String(attempt));
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'worker'), worker);
  }
  assert.equal(await endOrphans(steps), 1);
  assert.equal(await ended(orphan), true);
  assert.deepEqual([owned.signalCode, elsewhere.signalCode], [null, null]);
});
