import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import { actions, CODE, startControl } from './fixtures/control.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;

before(async () => {
  control = await startControl();
  act = actions(control.client);
});
after(() => control.stop());

const snapshot = { snapshot: { digest: `sha256:${'a'.repeat(64)}`, rows: 5, bytes: 50 } };
const job = (name: string, more: Partial<JobInput> = {}): JobInput => ({
  name,
  parameters: { depth: 3 },
  steps: [
    { kind: 'snapshot', name: 'extract', sql: 'select 1' },
    { kind: 'command', name: 'train', needs: ['extract'], command: ['node', 'train.ts'] },
  ],
  ...more,
});

test('a job has a new revision with every change, and none without', async () => {
  assert.equal((await act.apply(job('revised'))).revision, 1);
  assert.equal((await act.apply(job('revised'))).revision, 1);
  const changed = await act.apply(job('revised', { seed: 7 }));
  assert.deepEqual([changed.revision, changed.seed, changed.code], [2, 7, CODE]);
  const listed = await act.author.call(trainingRoutes.listJobs, {});
  assert.deepEqual(
    listed.filter(({ name }) => name === 'revised').map(({ revision }) => revision),
    [2],
  );
});

test('a declaration with mistakes is refused with all of them', async () => {
  const broken = job('broken', {
    evaluate: { holdout: 'select 1', label: 'late' },
    schedule: { cron: '61 * * * *' },
  });
  await assert.rejects(act.apply(broken), (error: { code: string; problems: { field: string }[] }) => {
    assert.equal(error.code, 'INVALID_JOB');
    assert.deepEqual(
      error.problems.map(({ field }) => field),
      ['evaluate', 'schedule.cron'],
    );
    return true;
  });
  await assert.rejects(act.author.call(trainingRoutes.getJob, { params: { job: 'broken' } }), {
    code: 'NOT_FOUND',
  });
  await assert.rejects(act.apply(job('zone', { schedule: { cron: '0 3 * * *', timezone: 'Moon/Base' } })), {
    code: 'INVALID_JOB',
    field: 'schedule.timezone',
  });
});

test('a run goes from step to step, and knows its parameters, seed and trigger', async () => {
  await act.apply(job('plain'));
  const run = await act.author.call(trainingRoutes.startRun, {
    params: { job: 'plain' },
    body: { parameters: { depth: 9 }, seed: 1 },
  });
  assert.deepEqual([run.state, run.trigger, run.author, run.seed], ['queued', 'person', 'author', 1]);
  assert.deepEqual(await act.states(run.id), { extract: 'queued', train: 'waiting' });
  const extract = await act.lease();
  assert.ok(extract);
  assert.deepEqual(
    [extract.run, extract.step, extract.attempt, extract.parameters],
    [run.id, 'extract', 1, { depth: 9 }],
  );
  assert.equal((await act.show(run.id)).state, 'running');
  assert.equal(await act.lease(), null, 'a step is given to one worker only');
  await act.complete(extract.lease, snapshot);
  const train = await act.lease();
  assert.ok(train?.work.kind === 'command');
  assert.deepEqual(train.work.inputs, { extract: snapshot.snapshot });
  await act.complete(train.lease, { artifacts: [] });
  const done = await act.show(run.id);
  assert.equal(done.state, 'succeeded');
  assert.ok(done.startedAt && done.finishedAt && done.startedAt <= done.finishedAt);
  assert.deepEqual(done.steps[0]?.output, snapshot);
});

test('register, holdout and evaluate follow when they are asked for', async () => {
  await act.apply(
    job('released', {
      register: { step: 'train', model: 'delays' },
      evaluate: { holdout: 'select 2', label: 'late' },
      release: { endpoint: 'delays' },
    }),
  );
  const run = await act.start('released');
  const artifacts = [{ name: 'model.onnx', digest: snapshot.snapshot.digest, bytes: 1 }];
  const outputs: Record<string, object> = {
    extract: snapshot,
    train: { artifacts },
    register: { model: { name: 'delays', version: 2 } },
    holdout: snapshot,
    evaluate: { evaluation: 'e1', review: 'r1' },
  };
  const order: string[] = [];
  for (let next = await act.lease(); next !== null; next = await act.lease()) {
    order.push(next.step);
    if (next.work.kind === 'register') {
      assert.deepEqual(next.work.snapshots, [snapshot.snapshot.digest]);
      assert.deepEqual(next.work.artifacts, artifacts);
    }
    if (next.work.kind === 'evaluate') assert.deepEqual([next.work.model, next.work.version], ['delays', 2]);
    await act.complete(next.lease, outputs[next.step]);
  }
  assert.deepEqual(order, ['extract', 'train', 'register', 'holdout', 'evaluate']);
  assert.equal((await act.show(run.id)).state, 'succeeded');
});

test('the same idempotency key starts one run; an unknown parameter starts none', async () => {
  await act.apply(job('once'));
  const start = (body: object) => act.author.call(trainingRoutes.startRun, { params: { job: 'once' }, body });
  const runs = await Promise.all([1, 2, 3].map(() => start({ idempotencyKey: 'k' })));
  assert.equal(new Set(runs.map(({ id }) => id)).size, 1);
  await assert.rejects(start({ parameters: { dept: 4 } }), {
    code: 'INVALID_REQUEST',
    field: 'parameters.dept',
  });
  await assert.rejects(act.start('no-such-job'), { code: 'NOT_FOUND' });
  assert.equal((await act.lease())?.run, runs[0]?.id);
});

test('runs are listed newest first, page by page, by job and state', async () => {
  await act.apply(job('many'));
  const started: string[] = [];
  for (let i = 0; i < 5; i++) started.push((await act.start('many')).id);
  const page = (query: object) =>
    act.author.call(trainingRoutes.listRuns, { query: { job: 'many', limit: 2, ...query } });
  const first = await page({});
  const second = await page({ before: first.next });
  const third = await page({ before: second.next });
  const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
  assert.deepEqual([...ids].sort(), [...started].sort());
  assert.equal(third.next, null);
  assert.equal((await page({ state: 'succeeded' })).items.length, 0);
  for (const run of started) await act.author.call(trainingRoutes.cancelRun, { params: { run } });
});

test('lines and metrics of heartbeats are kept in order, whatever bytes they hold', async () => {
  await act.apply(job('logged'));
  const run = await act.start('logged');
  const work = await act.lease();
  assert.ok(work);
  const at = new Date().toISOString();
  const beat = (lines: string[], metrics: { key: string; value: number; step?: number }[]) =>
    act.worker.call(trainingRoutes.heartbeat, {
      params: { lease: work.lease },
      body: { lines: lines.map((text) => ({ at, stream: 'stdout' as const, text })), metrics },
    });
  await beat(['one', 'nul \0 and half \ud83d'], [{ key: 'loss', value: 0.5 }]);
  await beat(['three'], [{ key: 'loss', value: 0.25, step: 1 }]);
  const read = (query: object) =>
    act.author.call(trainingRoutes.getRunLog, { params: { run: run.id }, query });
  const { lines } = await read({});
  assert.deepEqual(
    lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text),
    ['one', 'nul \ufffd and half \ufffd', 'three'],
  );
  assert.deepEqual(
    lines.map(({ sequence }) => sequence),
    lines.map((_, index) => index),
  );
  assert.deepEqual((await read({ after: lines.at(-2)?.sequence })).lines, lines.slice(-1));
  assert.equal((await read({ step: 'train' })).lines.length, 0);
  const { metrics } = await act.author.call(trainingRoutes.getRunMetrics, { params: { run: run.id } });
  assert.deepEqual(
    metrics.map(({ key, value, step }) => [key, value, step]),
    [
      ['loss', 0.5, 0],
      ['loss', 0.25, 1],
    ],
  );
  await act.fail(work.lease, false);
});
