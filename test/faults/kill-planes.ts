import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { finished, startPointsRun } from '../stack/points.ts';
import { startLoad } from '../stack/steady-load.ts';
import { eventually, processesOf, type TestStack } from '../stack/test-stack.ts';
import { recordedOnce } from './recorded-predictions.ts';

/** Kills everything but serving, under steady load. */
export const killPlanes = async (stack: TestStack): Promise<void> => {
  const load = startLoad(stack.addresses.gateway);
  await sleep(500);

  const run = await startPointsRun(stack, { bias: 0.2, seconds: 4 });
  await eventually('the training step runs', async () => {
    const { lines } = await stack.client.getRunLog({ params: { run: run.id } });
    return lines.some(({ text }) => text.includes('making a model'));
  });
  const step = await stepProcesses(stack.directory);
  assert.ok(step.length > 0, 'a step process was found');
  for (const pid of step) process.kill(pid, 'SIGKILL');
  for (const name of ['worker', 'log', 'control']) {
    const pid = await stack.signal(name, 'SIGKILL');
    await sleep(300);
    await stack.restarted(name, pid);
    const { restarts } = await stack.process(name);
    assert.ok(restarts >= 1, `${name} shows its restart`);
  }
  await sleep(500);
  const { answered, failed } = await load.stop();
  assert.deepEqual(failed, []);
  assert.ok(answered.length > 200, `${answered.length} answered`);

  // The run is not left running for ever: its step was killed, so it is retried or failed, and says why.
  const ended = await finished(stack, run, 60_000);
  assert.ok(['succeeded', 'failed'].includes(ended.state), ended.state);
  await recordedOnce(stack, answered);
};

/** Kills what serves while control hangs. */
export const startWithoutControl = async (
  stack: TestStack,
  deployment: string,
  release: string,
): Promise<void> => {
  // Stopped, not killed: a control that hangs is worse than one that is gone.
  const control = await stack.signal('control', 'SIGSTOP');
  for (const name of [`predictor-${deployment}-0`, `predictor-${deployment}-1`, 'gateway']) {
    const pid = await stack.signal(name, 'SIGKILL');
    await stack.restarted(name, pid);
  }
  const body = { rows: [{ distance: 1, hour: 0, origin: 'ATL' }] };
  const answer = await eventually('the endpoint answers again', () =>
    stack.client.predict({ params: { endpoint: 'points' }, body }).catch(() => null),
  );
  assert.equal(answer.version, 1);
  assert.equal(answer.release, release);
  process.kill(control, 'SIGCONT');
};

/** Processes that run the fixture's training command for this stack. */
const stepProcesses = async (directory: string): Promise<number[]> => {
  const { readFile } = await import('node:fs/promises');
  const pids = await processesOf(directory);
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, i) => commands[i]?.includes('write-model.ts') && !commands[i]?.includes('guard'));
};
