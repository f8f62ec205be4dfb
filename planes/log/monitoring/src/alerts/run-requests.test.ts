import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Job,
  JobDeclaration,
  monitoringRoutes,
  type Run,
  SlipwayError,
  trainingRoutes,
} from '@slipway/contracts';
import { createContractClient, createLogger } from '@slipway/platform';
import { createContractServer } from '@slipway/platform/server';
import { driftedInputs } from '../testing/facts.ts';
import { type Cleanup, eventually, startWorld } from '../testing/monitoring-world.ts';

const AT = '2026-11-22T10:00:00.000Z';
const job = (name: string): Job => ({
  ...JobDeclaration.parse({ name, steps: [{ kind: 'command', name: 'train', command: ['node'] }] }),
  code: { directory: '/', commit: null, dirty: false },
  revision: 1,
  updatedAt: AT,
  nextRunAt: null,
});
const run = (of: string): Run => ({
  id: 'run-1',
  job: of,
  jobRevision: 1,
  state: 'queued',
  trigger: 'alert',
  author: 'ada',
  parameters: {},
  seed: 1,
  steps: [],
  createdAt: AT,
  startedAt: null,
  finishedAt: null,
});

/** A job server that knows the job `retrain`, and is away as often as it is told. */
const startJobs = async (t: Cleanup) => {
  const jobs = { asked: [] as { job: string; key: string | undefined }[], away: 0 };
  const app = await createContractServer({
    title: 'jobs',
    logger: createLogger('jobs', 'silent'),
    ready: () => ({ ready: true }),
    authenticate: () => ({ subject: 'control', name: 'control', role: 'control', unattended: false }),
    modules: [
      (handle) => {
        handle(trainingRoutes.getJob, ({ params }) => {
          if (params.job !== 'retrain')
            throw new SlipwayError('NOT_FOUND', { what: 'Job', name: params.job });
          return job(params.job);
        });
        handle(trainingRoutes.startRun, ({ params, body }) => {
          jobs.asked.push({ job: params.job, key: body.idempotencyKey });
          assert.equal(body.trigger, 'alert');
          if (jobs.away-- > 0) throw new SlipwayError('UNAVAILABLE', { what: 'the job server' });
          return run(params.job);
        });
      },
    ],
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  return { jobs, client: createContractClient(address, 'control') };
};

const watched = async (t: Cleanup) => {
  const { jobs, client } = await startJobs(t);
  const world = await startWorld(t, { jobs: client });
  const create = (more: object) =>
    world.operator.call(monitoringRoutes.createMonitor, {
      body: { endpoint: 'late', kind: 'inputs', ...more },
    });
  const check = async (monitor: string) => {
    world.clock.time += 60_000;
    return world.operator.call(monitoringRoutes.runCheck, { params: { monitor }, body: {} });
  };
  const requests = async (): Promise<{ state: string; run: string | null }[]> =>
    (await world.database.executeSql('select state, run from monitoring.run_request order by number'))
      .rows as {
      state: string;
      run: string | null;
    }[];
  return { ...world, jobs, create, check, requests };
};

test('an alert that opens asks for one run, with a key of its own; one that goes on asks for none', async (t) => {
  const world = await watched(t);
  const { id } = await world.create({ job: 'retrain' });
  world.planes.distributions = [driftedInputs()];
  assert.equal((await world.check(id)).state, 'alert');
  await world.check(id);
  await eventually(async () => (await world.requests())[0]?.state === 'started');
  assert.deepEqual(world.jobs.asked, [{ job: 'retrain', key: 'alert:alert-1' }]);
  assert.deepEqual(await world.requests(), [{ state: 'started', run: 'run-1' }]);
});

test('a job server that is away is asked again at the next start, with the same key', async (t) => {
  const world = await watched(t);
  const { id } = await world.create({ job: 'retrain' });
  world.planes.distributions = [driftedInputs()];
  world.jobs.away = 1;
  await world.check(id);
  await eventually(() => world.jobs.asked.length === 1);
  assert.equal((await world.requests())[0]?.state, 'pending');
  await world.monitoring.service.start();
  await eventually(async () => (await world.requests())[0]?.state === 'started');
  assert.equal(new Set(world.jobs.asked.map(({ key }) => key)).size, 1);
});

test('a monitor without a job asks for nothing, and one of a job that does not exist is refused', async (t) => {
  const world = await watched(t);
  await assert.rejects(world.create({ job: 'nothing' }), { code: 'NOT_FOUND', field: 'job' });
  const { id } = await world.create({});
  world.planes.distributions = [driftedInputs()];
  await world.check(id);
  assert.deepEqual(await world.requests(), []);
});
