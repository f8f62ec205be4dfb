import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from '../stack/steady-load.ts';
import { eventually, type TestStack } from '../stack/test-stack.ts';
import { recordedOnce } from './recorded-predictions.ts';

/** Kills the gateway under full load, three times. */
export const killGateway = async (stack: TestStack): Promise<void> => {
  const answered: string[] = [];
  for (let round = 0; round < 3; round++) {
    const load = startLoad(stack.addresses.gateway, { connections: 8, pauseMs: 0 });
    await sleep(700);
    const pid = await stack.signal('gateway', 'SIGKILL');
    answered.push(...(await load.stop()).answered);
    await stack.restarted('gateway', pid);
  }
  assert.ok(answered.length > 300, `${answered.length} answered`);
  await recordedOnce(stack, answered);
};

/** Kills the two predictors of the deployment in turn, under load. */
export const killPredictors = async (stack: TestStack, deployment: string): Promise<void> => {
  const load = startLoad(stack.addresses.gateway, { connections: 8, pauseMs: 20 });
  await sleep(500);
  for (const replica of [0, 1, 0]) {
    const name = `predictor-${deployment}-${replica}`;
    const pid = await stack.signal(name, 'SIGKILL');
    await stack.restarted(name, pid);
    await eventually('both are in the ready set again', async () =>
      (await stack.client.servedEndpoints()).some(({ variants }) =>
        variants.some(({ ready }) => ready === 2),
      ),
    );
  }
  const { answered, failed } = await load.stop();
  assert.deepEqual(failed, []);
  assert.ok(answered.length > 200, `${answered.length} answered`);
};
