import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type JobInput,
  type Search,
  type SearchState,
  searchRoutes,
  trainingRoutes,
} from '@slipway/contracts';
import { actions, startControl } from '../jobs/fixtures/control.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;

before(async () => {
  control = await startControl();
  act = actions(control.client);
});
after(() => control.stop());

const job = (name: string, more: Partial<JobInput> = {}): JobInput => ({
  name,
  parameters: { depth: 3, epochs: 1 },
  steps: [{ kind: 'command', name: 'train', command: ['node', 'train.ts'] }],
  register: { step: 'train', model: 'delays' },
  search: {
    strategy: 'grid',
    parameters: { depth: { values: [1, 2, 3] } },
    metric: { name: 'loss', goal: 'minimize' },
    parallel: 2,
  },
  ...more,
});
const start = (name: string, body = {}) =>
  act.author.call(searchRoutes.startSearch, { params: { job: name }, body });
const show = (search: string) => act.author.call(searchRoutes.getSearch, { params: { search } });
const cancel = (search: string) => act.author.call(searchRoutes.cancelSearch, { params: { search } });
const resume = (search: string) => act.author.call(searchRoutes.resumeSearch, { params: { search } });
const until = async (search: string, holds: (found: Search) => boolean): Promise<Search> => {
  for (const end = Date.now() + 10_000; ; ) {
    const found = await show(search);
    if (holds(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const ended = (id: string, state: SearchState) =>
  until(id, (search) => search.state !== 'running').then((search) => {
    assert.equal(search.state, state, search.reason ?? '');
    return search;
  });

type Parameters = Record<string, unknown>;
/** Does the steps of a search until it ends, or `most` of them; a loss of null fails the step. Returns what was done. */
const work = async (search: string, lossOf: (parameters: Parameters) => number | null, most = 100) => {
  const done: { step: string; parameters: Parameters }[] = [];
  while (done.length < most && (await show(search)).state === 'running') {
    const next = await act.lease(0.1);
    if (next === null) continue;
    const { lease, step, parameters } = next;
    done.push({ step, parameters });
    if (step === 'register') {
      await act.complete(lease, { model: { name: 'delays', version: 1 } });
      continue;
    }
    const value = lossOf(parameters);
    if (value === null) await act.fail(lease, false);
    else {
      const metrics = [
        { key: 'loss', value: value + 1 },
        { key: 'loss', value, step: 1 },
      ];
      await act.worker.call(trainingRoutes.heartbeat, { params: { lease }, body: { lines: [], metrics } });
      await act.complete(lease, { artifacts: [] });
    }
  }
  return done;
};

test('a search runs its trials, and the best of them once more to register it', async () => {
  await act.apply(job('searched'));
  const search = await start('searched');
  assert.deepEqual(
    search.trials.map(({ parameters }) => parameters),
    [{ depth: 1 }, { depth: 2 }, { depth: 3 }],
  );
  await until(search.id, ({ counts }) => counts.running === 2);
  const done = await work(search.id, ({ depth }) => Math.abs(Number(depth) - 2));
  assert.deepEqual(
    done.map(({ step, parameters: { depth } }) => [step, depth]),
    [
      ['train', 1],
      ['train', 2],
      ['train', 3],
      ['train', 2],
      ['register', 2],
    ],
  );
  const found = await ended(search.id, 'succeeded');
  assert.deepEqual(
    found.trials.map(({ state, metric }) => [state, metric]),
    [
      ['succeeded', 1],
      ['succeeded', 0],
      ['succeeded', 1],
    ],
  );
  assert.deepEqual([found.best?.number, found.best?.metric, found.metricSource], [1, 0, 'trainer']);
  const trial = await act.show(found.best?.run ?? '');
  assert.deepEqual([trial.parent, trial.trigger, trial.steps.length], [search.id, 'search', 1]);
  const final = await act.show(found.finalRun?.id ?? '');
  assert.deepEqual(
    [final.parent, final.parameters, final.seed],
    [search.id, { depth: 2, epochs: 1 }, trial.seed],
  );
  assert.deepEqual(final.steps[1]?.output?.model, { name: 'delays', version: 1 });
});

test('failed trials are counted and do not win; without register nothing follows', async () => {
  await act.apply(job('partly'));
  const search = await start('partly', { register: false, parallel: 3 });
  await work(search.id, ({ depth }) => (depth === 1 ? null : Number(depth)));
  const found = await ended(search.id, 'succeeded');
  assert.deepEqual(found.counts, { waiting: 0, running: 0, succeeded: 2, failed: 1, cancelled: 0 });
  assert.deepEqual([found.best?.parameters, found.finalRun], [{ depth: 2 }, null]);
  assert.equal(found.trials[0]?.reason, 'train: it broke');
});

test('a search of which every trial failed has failed, and can be resumed', async () => {
  await act.apply(job('hopeless'));
  const search = await start('hopeless');
  await work(search.id, () => null);
  const failed = await ended(search.id, 'failed');
  assert.equal(failed.reason, 'no trial succeeded: train: it broke');
  const runs = failed.trials.map(({ run }) => run);
  assert.equal((await resume(search.id)).state, 'running');
  await work(search.id, ({ depth }) => Number(depth));
  const found = await ended(search.id, 'succeeded');
  assert.equal(found.best?.number, 0);
  assert.ok(found.trials.every(({ run }) => run !== null && !runs.includes(run)));
  await assert.rejects(resume(search.id), { code: 'SEARCH_NOT_RESUMABLE' });
});

test('a trial that logs no such metric has failed', async () => {
  const search = { ...job('x').search, metric: { name: 'auc', goal: 'maximize' as const } };
  await act.apply(job('silent', { search: search as JobInput['search'] }));
  const { id } = await start('silent');
  await work(id, () => 1);
  assert.match((await ended(id, 'failed')).reason ?? '', /no step logged the metric "auc"/);
});

test('successive halving climbs with its best, with more of the resource', async () => {
  await act.apply(
    job('halved', {
      search: {
        strategy: 'halving',
        parameters: { depth: { min: 1, max: 100, integer: true } },
        metric: { name: 'loss', goal: 'minimize' },
        trials: 4,
        parallel: 4,
        halving: { resource: 'epochs', min: 2, max: 10, reduction: 2 },
      },
    }),
  );
  const { id, trials } = await start('halved', { register: false });
  await work(id, ({ depth, epochs }) => Number(depth) / Number(epochs));
  const found = await ended(id, 'succeeded');
  assert.deepEqual(
    found.trials.map(({ rung, parameters }) => [rung, parameters.epochs]),
    [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [1, 4],
      [1, 4],
      [2, 8],
    ],
  );
  const least = Math.min(...trials.map(({ parameters }) => Number(parameters.depth)));
  assert.deepEqual(found.best?.parameters, { depth: least, epochs: 8 });
  const repeated = await start('halved', { register: false });
  assert.deepEqual(
    repeated.trials.map(({ parameters }) => parameters),
    trials.map(({ parameters }) => parameters),
    'the same seed, the same trials',
  );
  await cancel(repeated.id);
  await ended(repeated.id, 'cancelled');
});

test('cancelling a search cancels its runs; resuming goes on with what was not done', async () => {
  await act.apply(job('stopped'));
  const { id } = await start('stopped', { parallel: 1 });
  await work(id, ({ depth }) => Number(depth), 1);
  await until(id, ({ counts }) => counts.succeeded === 1 && counts.running === 1);
  await cancel(id);
  const cancelled = await ended(id, 'cancelled');
  assert.deepEqual(
    cancelled.trials.map(({ state }) => state),
    ['succeeded', 'cancelled', 'cancelled'],
  );
  assert.match(cancelled.reason ?? '', /^cancelled by /);
  assert.equal((await act.show(cancelled.trials[1]?.run ?? '')).state, 'cancelled');
  await assert.rejects(cancel(id), { code: 'SEARCH_FINISHED' });
  await resume(id);
  const done = await work(id, ({ depth }) => Number(depth));
  assert.deepEqual(
    done.map(({ parameters: { depth } }) => depth),
    [2, 3, 1, 1],
    'and the best one is registered',
  );
  await ended(id, 'succeeded');
});

test('the runs of a search keep to the revision that it was started with', async () => {
  await act.apply(job('changed'));
  const { id } = await start('changed', { register: false });
  await until(id, ({ counts }) => counts.running === 2);
  await act.apply(job('changed', { parameters: { other: 1 }, search: undefined }));
  await work(id, ({ depth }) => Number(depth));
  const found = await ended(id, 'succeeded');
  const revisions = await Promise.all(found.trials.map(({ run }) => act.show(run ?? '')));
  assert.deepEqual(
    revisions.map(({ jobRevision }) => jobRevision),
    [1, 1, 1],
  );
});

test('the concurrency of the job holds for its searches', async () => {
  await act.apply(job('narrow', { concurrency: 1 }));
  const { id } = await start('narrow', { parallel: 3 });
  await until(id, ({ counts }) => counts.running === 3);
  const first = await act.lease();
  assert.ok(first);
  assert.equal(await act.lease(0.3), null, 'its second run waits');
  await cancel(id);
  await act.fail(first.lease);
  await ended(id, 'cancelled');
});

test('what cannot be searched is refused with the field', async () => {
  await act.apply(job('plain', { search: undefined }));
  await assert.rejects(start('plain'), { code: 'NO_SEARCH' });
  const plan = {
    strategy: 'random',
    parameters: { dept: { values: [1] } },
    metric: { name: 'loss', goal: 'minimize' },
  };
  await assert.rejects(start('plain', { plan }), {
    code: 'INVALID_REQUEST',
    field: 'plan.parameters.dept',
  });
  await assert.rejects(start('no-such-job'), { code: 'NOT_FOUND' });
  await assert.rejects(show('search-none'), { code: 'NOT_FOUND', field: 'search' });
  const wrong = job('wrong', { parameters: { epochs: 1 } });
  await assert.rejects(act.apply(wrong), { code: 'INVALID_JOB', field: 'search.parameters.depth' });
});

test('the same idempotency key starts one search; searches are listed newest first, by job and state', async () => {
  await act.apply(job('listed'));
  const [one, two] = await Promise.all([1, 2].map(() => start('listed', { idempotencyKey: 'k' })));
  assert.equal(one?.id, two?.id);
  const later = await start('listed', { register: false });
  const list = (query: object) =>
    act.author.call(searchRoutes.listSearches, { query: { job: 'listed', ...query } });
  const first = await list({ limit: 1 });
  assert.deepEqual([first.items.map(({ id }) => id), first.next], [[later.id], later.id]);
  const second = await list({ limit: 1, before: first.next });
  assert.deepEqual([second.items.map(({ id }) => id), second.next], [[one?.id], null]);
  assert.equal((await list({ state: 'failed' })).items.length, 0);
  for (const search of [one, later]) await cancel(search?.id ?? '');
  await ended(later.id, 'cancelled');
  await ended(one?.id ?? '', 'cancelled');
  assert.deepEqual((await list({})).items[0]?.counts.cancelled, 3);
});
