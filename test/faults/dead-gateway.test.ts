import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { startLoad } from '../stack/steady-load.ts';
import { eventually, startTestStack, type TestStack } from '../stack/test-stack.ts';

test('serving under load while its processes are killed', async (t) => {
  const stack = await startTestStack(t);
  await preparePoints(stack);
  const deployment = await servePoints(stack, await releasePoints(stack, 0.1), 'v1', 2);
  await t.test(
    'after kill -9 of the gateway the warehouse holds every answered prediction exactly once',
    () => killGateway(stack),
  );
  await t.test('kill -9 of one of two predictors of a variant fails no prediction', () =>
    killPredictors(stack, deployment),
  );
});

const killGateway = async (stack: TestStack): Promise<void> => {
  const answered: string[] = [];
  for (let round = 0; round < 3; round++) {
    const load = startLoad(stack.addresses.gateway, { connections: 8, pauseMs: 0 });
    await sleep(700);
    const pid = await stack.signal('gateway', 'SIGKILL');
    answered.push(...(await load.stop()).answered);
    await stack.restarted('gateway', pid);
  }
  assert.ok(answered.length > 300, `${answered.length} answered`);
  const logged = await eventually('the spool is empty', async () => {
    const { waiting } = await stack.client.completeness();
    if (waiting > 0) return null;
    const { rows } = await stack.client.query({
      body: { sql: 'select id from predictions where status = 200', limit: 100_000 },
    });
    return rows.length >= answered.length ? rows.map(([id]) => String(id)) : null;
  });
  assert.equal(new Set(logged).size, logged.length, 'no row is there twice');
  const ids = new Set(logged);
  assert.deepEqual(
    answered.filter((id) => !ids.has(id)),
    [],
    'none is missing',
  );
};

const killPredictors = async (stack: TestStack, deployment: string): Promise<void> => {
  const load = startLoad(stack.addresses.gateway, { connections: 8, pauseMs: 1 });
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
