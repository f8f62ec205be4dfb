import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { startLoad } from '../stack/steady-load.ts';
import { eventually, startTestStack } from '../stack/test-stack.ts';

test('in one process: predictions without predictor processes, a model swap under load, and a start from disk', async (t) => {
  const stack = await startTestStack(t, { environment: { SLIPWAY_ONE_PROCESS: 'true' } });
  const { client } = stack;
  await preparePoints(stack);
  const first = await servePoints(stack, await releasePoints(stack, 0), 'champion');
  const { predictors } = await client.getDeployment({ params: { deployment: first } });
  const { roles, pid } = await stack.process('gateway');
  assert.deepEqual(roles, ['gateway', 'deployer', 'predictor']);
  await assert.rejects(stack.process(`predictor-${predictors[0]!.id}`), /no process/);
  // Each has a door of its own all the same.
  assert.equal((await fetch(`${predictors[0]!.address}/v2/health/ready`)).status, 200);

  const load = startLoad(stack.addresses.gateway);
  t.after(() => load.stop());
  const second = await servePoints(stack, await releasePoints(stack, 0.5), 'challenger');
  await client.setParameters({
    params: { endpoint: 'points' },
    body: { values: { activeVariant: 'challenger' }, reason: 'a swap' },
  });
  const predict = () =>
    client.predict({
      params: { endpoint: 'points' },
      body: { rows: [{ distance: 1, hour: 1, origin: 'ATL' }] },
    });
  await eventually('the challenger answers', async () => (await predict()).variant === 'challenger');
  await client.deleteVariant({ params: { endpoint: 'points', variant: 'champion' } });
  await client.deleteDeployment({ params: { deployment: first } });
  await sleep(500);
  const { answered, failed } = await load.stop();
  assert.deepEqual(failed, []);
  assert.ok(answered.length > 50);

  // The predictors die with the gateway and come back with it, from their documents on disk.
  await stack.signal('control', 'SIGSTOP');
  await stack.signal('gateway', 'SIGKILL');
  await stack.restarted('gateway', pid!);
  await eventually('it predicts again', async () => {
    const answer = await predict().catch(() => null);
    return answer?.variant === 'challenger';
  });
  await stack.signal('control', 'SIGCONT');
  assert.ok(second !== first);
});
