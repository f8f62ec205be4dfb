import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createContractClient } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { livesIn, living, livingStep } from './fixtures/living-step.ts';
import { guardsOf } from './fixtures/step-processes.ts';
import { startStack } from './fixtures/training-stack.ts';
import { startWorkerProcess } from './fixtures/worker-process.ts';

const LEASE_SECONDS = 1;
const STEPS = [{ kind: 'command' as const, name: 'living', command: ['node', 'living.mjs'] }];

let database: Database;
before(async () => {
  database = await createTrainingDatabase();
});
after(() => database.close());

const prepare = async (t: TestContext, first: number) => {
  const stack = await startStack(t, { leaseSeconds: LEASE_SECONDS, database });
  const journal = join(stack.root, 'journal');
  await stack.script('living.mjs', livingStep(journal, 300, first));
  return { stack, journal };
};

/** The first attempt gave its last sign of life before the second gave its first, and only the second came to its end. */
const assertOneAfterTheOther = async (journal: string) =>
  assert.deepEqual(
    (await livesIn(journal)).map(({ attempt, ended }) => [attempt, ended]),
    [
      [1, false],
      [2, true],
    ],
  );

/** A network that can go silent: connections stay open, and nothing passes. */
const startNetwork = async (t: TestContext, to: string) => {
  const { port } = new URL(to);
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => into.destroy());
      from.on('data', (chunk) => {
        if (!silent) into.write(chunk);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    silence: () => {
      silent = true;
    },
  };
};

test('a network that breaks for longer than a lease: the step ends before another worker has it', async (t) => {
  const { stack, journal } = await prepare(t, 60_000);
  const network = await startNetwork(t, stack.addresses().control);
  await stack.startWorker({ id: 'far', control: createContractClient(network.address, 'worker') });
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  await stack.startWorker({ id: 'near' });
  await sleep(500);
  network.silence();
  const done = await stack.finish(run);
  assert.equal(done.state, 'succeeded');
  await assertOneAfterTheOther(journal);
});

test('a worker process that is stopped for longer than a lease and goes on: its step has ended meanwhile', async (t) => {
  const { stack, journal } = await prepare(t, 60_000);
  const first = startWorkerProcess(t, stack);
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  first.kill('SIGSTOP');
  await stack.startWorker({ id: 'second' });
  await living(journal, 2);
  first.kill('SIGCONT');
  assert.equal((await stack.finish(run)).state, 'succeeded');
  await assertOneAfterTheOther(journal);
});

test('kill -9 of a worker whose guard is stopped: the next attempt ends the orphan before it begins', async (t) => {
  const { stack, journal } = await prepare(t, 60_000);
  const first = startWorkerProcess(t, stack);
  const run = await stack.begin({ steps: STEPS });
  await living(journal);
  const [guard] = guardsOf(first.pid ?? 0);
  assert.ok(guard);
  process.kill(guard, 'SIGSTOP');
  t.after(() => {
    try {
      process.kill(guard, 'SIGKILL');
    } catch {
      // It saw the end of its worker.
    }
  });
  first.kill('SIGKILL');
  startWorkerProcess(t, stack);
  assert.equal((await stack.finish(run)).state, 'succeeded');
  await assertOneAfterTheOther(journal);
});

test('an assignment that arrives after its lease has ended is not worked on', async (t) => {
  const { stack, journal } = await prepare(t, 200);
  const network = await startNetwork(t, stack.addresses().control);
  // The job server's answer to this worker gets lost on the way: it holds a lease that it does not know of.
  const lost = createContractClient(network.address, 'worker');
  await stack.startWorker({ id: 'deaf', control: lost });
  await sleep(200);
  network.silence();
  const run = await stack.begin({ steps: STEPS });
  await stack.startWorker({ id: 'hearing' });
  assert.equal((await stack.finish(run)).state, 'succeeded');
  assert.equal((await livesIn(journal)).length, 1);
});
