import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Search, searchRoutes, trainingRoutes } from '@slipway/contracts';
import { createContractClient } from '@slipway/platform';
import { actions } from '../jobs/fixtures/control.ts';

const MAIN = join(import.meta.dirname, 'fixtures/control.main.ts');
const KILLS_AFTER_MS = [250, 60];

test('a search whose control process is killed again and again ends, with one run for each trial', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'search-'));
  let child: ChildProcess | undefined;
  let address = '';
  const startControl = async () => {
    child = spawn(process.execPath, [MAIN, join(directory, 'database')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    address = line.toString().trim();
  };
  const kill = async () => {
    const ended = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await ended;
  };
  t.after(async () => {
    await kill();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  await startControl();
  const act = actions((role) => createContractClient(() => address, role));
  await act.apply({
    name: 'searched',
    parameters: { depth: 1, epochs: 1 },
    steps: [{ kind: 'command', name: 'train', command: ['node'] }],
    register: { step: 'train', model: 'm' },
    search: {
      strategy: 'halving',
      parameters: { depth: { min: 1, max: 1000, integer: true } },
      metric: { name: 'loss', goal: 'minimize' },
      trials: 6,
      parallel: 3,
      halving: { resource: 'epochs', min: 1, max: 9, reduction: 3 },
    },
  });
  const { id } = await act.author.call(searchRoutes.startSearch, { params: { job: 'searched' }, body: {} });

  /** One step, as far as the control process lives to hear of it. */
  const work = async () => {
    const next = await act.lease(0.2);
    if (next === null) return;
    const { lease, step, parameters } = next;
    const metrics = [{ key: 'loss', value: Number(parameters.depth) / Number(parameters.epochs) }];
    await act.worker.call(trainingRoutes.heartbeat, { params: { lease }, body: { lines: [], metrics } });
    await act.complete(lease, step === 'register' ? { model: { name: 'm', version: 1 } } : { artifacts: [] });
  };
  let search: Search | undefined;
  let working = true;
  const worker = (async () => {
    for (; working; await work().catch(() => sleep(20)));
  })();
  for (const milliseconds of KILLS_AFTER_MS) {
    await sleep(milliseconds);
    await kill();
    await startControl();
  }
  const end = Date.now() + 40_000;
  do {
    await sleep(100);
    search = await act.author.call(searchRoutes.getSearch, { params: { search: id } });
  } while (search.state === 'running' && Date.now() < end);
  working = false;
  await worker;

  assert.equal(search.state, 'succeeded', JSON.stringify(search));
  assert.deepEqual(
    [0, 1, 2].map((rung) => search?.trials.filter((trial) => trial.rung === rung).length),
    [6, 2, 0],
  );
  const { items } = await act.author.call(trainingRoutes.listRuns, { query: { limit: 100 } });
  const expected = [...search.trials.map(({ run }) => run), search.finalRun?.id];
  assert.deepEqual(items.map((run) => run.id).sort(), expected.sort(), 'no run is lost, none is there twice');
  assert.ok(items.every(({ finishedAt }) => finishedAt !== null));
});
