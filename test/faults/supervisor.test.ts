import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { preparePoints, releasePoints, servePoints, startPointsRun } from '../stack/points.ts';
import { runCommand } from '../stack/run-command.ts';
import {
  eventually,
  processesOf,
  runSlipway,
  startTestStack,
  type TestStack,
  temporaryDirectory,
} from '../stack/test-stack.ts';

test('the supervisor of a stack', async (t) => {
  const stack = await startTestStack(t);
  await t.test('a second up on the same directory is refused with a clear error', () => secondUp(stack));
  await t.test('a taken port is refused with its number', (inner) => takenPort(stack, inner as TestContext));
  await t.test('a crash is restarted with back-off and visible in status', () => crashes(stack));
  await t.test('tokens and keys are for their owner only', () => secretModes(stack));
  await preparePoints(stack);
  await servePoints(stack, await releasePoints(stack, 0.1), 'v1');
  let again = stack;
  await t.test(
    'Ctrl-C stops everything within 5 s, and the next start on the same directory is ready in 5 s',
    async () => {
      await interrupted(stack);
      again = await startTestStack(t, { directory: stack.directory });
      await answersAgain(again);
    },
  );
  await t.test('killing the supervisor leaves no process behind after 10 s', () => killed(again));
});

const interrupted = async (stack: TestStack): Promise<void> => {
  await startPointsRun(stack, { seconds: 60 });
  const startedAt = Date.now();
  stack.supervisor.kill('SIGINT');
  await once(stack.supervisor, 'exit');
  assert.ok(Date.now() - startedAt < 5000, `${Date.now() - startedAt} ms`);
  await eventually('no process is left', async () => (await processesOf(stack.directory)).length === 0, 2000);
};

const answersAgain = async (stack: TestStack): Promise<void> => {
  const answer = await eventually('the endpoint answers', () =>
    stack.client
      .predict({ params: { endpoint: 'points' }, body: { rows: [{ distance: 1, hour: 0, origin: 'ATL' }] } })
      .catch(() => null),
  );
  assert.equal(answer.version, 1);
};

const killed = async (stack: TestStack): Promise<void> => {
  const run = await startPointsRun(stack, { seconds: 60 });
  await eventually('the step runs', async () =>
    (await stack.client.getRun({ params: { run: run.id } })).steps.some(
      ({ name, state }) => name === 'train' && state === 'running',
    ),
  );
  stack.supervisor.kill('SIGKILL');
  await once(stack.supervisor, 'exit');
  await eventually(
    'no process is left',
    async () => (await processesOf(stack.directory)).length === 0,
    10_000,
  );
};

const secondUp = async (stack: TestStack): Promise<void> => {
  const second = await runSlipway('up', '--data-dir', stack.directory, '--port-base', '0');
  assert.equal(second.code, 5);
  assert.match(second.stderr, /^DATA_DIR_IN_USE: A stack is already running on .* Stop it first/);
};

const takenPort = async (stack: TestStack, t: TestContext): Promise<void> => {
  const port = new URL(stack.addresses.control).port;
  const other = await temporaryDirectory(t);
  const second = await runSlipway('up', '--data-dir', other, '--port-base', port);
  assert.equal(second.code, 5);
  assert.match(second.stderr, new RegExp(`^PORT_IN_USE: Port ${port} `));
};

const crashes = async (stack: TestStack): Promise<void> => {
  for (let crash = 1; crash <= 2; crash++) {
    const pid = await stack.signal('log', 'SIGKILL');
    await eventually('the crash is told', async () => {
      const { stdout } = await runCommand('status', '--json', '--data-dir', stack.directory);
      const { processes } = JSON.parse(stdout) as {
        processes: { name: string; restarts: number; reason?: string; health: string }[];
      };
      const log = processes.find(({ name }) => name === 'log');
      return log?.reason?.includes('SIGKILL') || (log?.restarts ?? 0) >= crash;
    });
    await stack.restarted('log', pid);
  }
  assert.equal((await stack.process('log')).restarts, 2);
};

const secretModes = async (stack: TestStack): Promise<void> => {
  for (const file of ['tokens/reviewer', 'tokens/worker', 'keys/release.pem', 'access.json']) {
    assert.equal((await stat(join(stack.directory, file))).mode & 0o777, 0o600, file);
  }
};
