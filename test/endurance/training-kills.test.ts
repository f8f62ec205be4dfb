import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobDeclaration, type JobInput, type Run } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { writeAtomically } from '@slipway/platform';
import { seededRandom } from '@slipway/statistics';
import { seededPoints } from '../stack/seeded-points.ts';
import {
  eventually,
  processesOf,
  startTestStack,
  type TestStack,
  temporaryDirectory,
} from '../stack/test-stack.ts';
import { readJournal } from './kills/journal.ts';
import { injectKills, killFaults } from './kills/kill-faults.ts';
import { keepSecondWorker } from './kills/second-worker.ts';
import { stepProcesses } from './kills/training-processes.ts';

/** Of at least so many; stops come on top. */
const KILLS = 100;
const SEED = 20_261_122;
/** Short, so that a run can lose many workers within the minutes of this test. */
const LEASE_SECONDS = 3;
/** Runs that are under way at the same time. */
const UNDER_WAY = 5;
/** One in so many is evaluated, which takes seconds. */
const EVALUATED_EACH = 5;
const MODELS = ['killed', 'killed-evaluated'] as const;

const STEP = 'marked-step.mjs';

/** A plan with more retries than there will be accidents. */
const command = (name: string, needs: string[] = []) => ({
  kind: 'command' as const,
  name,
  needs,
  command: ['node', STEP],
  retry: { limit: 20, delaySeconds: 0 },
});

const jobOf = (name: (typeof MODELS)[number], journal: string): JobInput => ({
  name,
  parameters: { journal, milliseconds: 300, number: 0 },
  steps: [
    {
      kind: 'snapshot',
      name: 'rows',
      sql: 'select * from points where part < 80 order by id',
      retry: { limit: 20, delaySeconds: 0 },
    },
    command('prepare'),
    command('train', ['rows', 'prepare']),
  ],
  register: { step: 'train', model: name },
  ...(name === 'killed-evaluated'
    ? { evaluate: { holdout: 'select * from points where part >= 80 order by id', label: 'label' } }
    : {}),
});

/** @param directory of the code and the journal; outside of the stack's own, which steps do not see */
const prepare = async (stack: TestStack, directory: string, journal: string): Promise<void> => {
  await copyFile(join(import.meta.dirname, 'kills', 'fixtures', STEP), join(directory, STEP));
  const { model, signatureJson } = linearModel({ bias: 0.1 });
  await writeFile(join(directory, 'model.onnx'), model);
  await writeFile(join(directory, 'signature.json'), signatureJson);
  await writeFile(journal, '');
  await stack.client.putTable(
    { params: { table: 'points' }, query: { format: 'csv' } },
    { upload: new TextEncoder().encode(seededPoints(2000)) },
  );
  for (const name of MODELS) {
    const declaration = JobDeclaration.parse(jobOf(name, journal));
    const code = { directory, commit: null, dirty: false };
    await stack.client.putJob({ params: { job: name }, body: { declaration, code } });
  }
};

const isOver = ({ state }: Run): boolean => state !== 'queued' && state !== 'running';

/** Starts runs as others end, until it is told to stop. What is not answered is asked again: the key starts no second run. */
const keepRunning = (stack: TestStack, random: () => number) => {
  const { client } = stack;
  const ids: string[] = [];
  let stopping = false;
  const start = async (): Promise<string> => {
    const number = ids.length;
    const job = MODELS[number % EVALUATED_EACH === 0 ? 1 : 0];
    const parameters = { number, milliseconds: Math.round(100 + 500 * random()) };
    const body = { parameters, seed: number, idempotencyKey: `kill-${number}` };
    const run = await client.startRun({ params: { job }, body });
    ids.push(run.id);
    return run.id;
  };
  const loop = (async () => {
    const open = new Set<string>();
    while (!stopping) {
      try {
        for (const id of open) if (isOver(await client.getRun({ params: { run: id } }))) open.delete(id);
        if (open.size < UNDER_WAY) open.add(await start());
      } catch {
        // The job server is dead: it is asked again.
      }
      await sleep(200);
    }
  })();
  return {
    ids,
    stop: async () => {
      stopping = true;
      await loop;
    },
  };
};

/** Waits until all runs have ended. */
const settle = (stack: TestStack, ids: readonly string[]): Promise<Run[]> =>
  eventually(
    'every run has ended',
    async () => {
      const runs = await Promise.all(
        ids.map((id) => stack.client.getRun({ params: { run: id } }).catch(() => null)),
      );
      return runs.every((run): run is Run => run !== null && isOver(run)) ? (runs as Run[]) : null;
    },
    90_000,
  );

/** Steps of the platform have few retries of their own: a run that used them up is retried from there, as a person would. */
const retryUsedUp = async (stack: TestStack, runs: readonly Run[]): Promise<Run[]> => {
  const failed = runs.filter(({ state }) => state === 'failed');
  for (const { id, steps } of failed) {
    for (const step of steps.filter(({ state }) => state === 'failed'))
      assert.ok(step.attempt >= 3, `run ${id}: ${step.name} failed early: ${JSON.stringify(step.failure)}`);
    await stack.client.retryRun({ params: { run: id } });
  }
  return failed;
};

const versionsOf = async (stack: TestStack): Promise<string[]> =>
  (
    await Promise.all(
      MODELS.map(async (model) =>
        (await stack.client.listVersions({ params: { model } })).map(({ lineage }) => lineage.run),
      ),
    )
  ).flat();

/** Prints the counts, and writes them to the file that SLIPWAY_KILLS_RESULT names, e.g. bench/results/training-kills.md. */
const report = async (t: TestContext, figures: Record<string, unknown>): Promise<void> => {
  console.log(JSON.stringify(figures));
  const path = process.env.SLIPWAY_KILLS_RESULT;
  if (path === undefined) return;
  const rows = Object.entries(figures).map(
    ([name, value]) => `| ${name} | ${typeof value === 'object' ? JSON.stringify(value) : value} |`,
  );
  const text = [
    '# Kills of the training plane',
    '',
    `Written by \`${t.name}\`; do not edit.`,
    '',
    '| what | count |',
    '| --- | --- |',
  ];
  await writeAtomically(path, `${[...text, ...rows].join('\n')}\n`);
};

test('kills and stops of every process of training: every run ends, no step twice at once, every version once', async (t) => {
  const random = seededRandom(SEED);
  const stack = await startTestStack(t, {
    environment: {
      SLIPWAY_LEASE_SECONDS: String(LEASE_SECONDS),
      SLIPWAY_WORKER_SLOTS: '2',
      SLIPWAY_LOG_LEVEL: 'warn',
    },
  });
  const directory = await temporaryDirectory(t);
  const journal = join(directory, 'journal');
  await prepare(stack, directory, journal);
  const second = keepSecondWorker(stack, 2);
  t.after(second.stop);
  const startedAt = performance.now();

  const running = keepRunning(stack, random);
  const injected = await injectKills(killFaults(stack, second, random), {
    wanted: KILLS,
    longestStopMs: 1.6 * LEASE_SECONDS * 1000,
    pauseMs: 1100,
    random,
  });
  await running.stop();
  const faultsSeconds = (performance.now() - startedAt) / 1000;
  const runs = await settle(stack, running.ids);
  const retried = await retryUsedUp(stack, runs);
  const ended = await settle(stack, running.ids);

  const versions = await versionsOf(stack);
  const marks = await readJournal(journal);
  const left = stepProcesses(stack.directory);
  const attempts = ended.flatMap(({ steps }) => steps.map(({ attempt }) => attempt));
  await report(t, {
    faults: [...injected.values()].reduce((a, b) => a + b, 0),
    ...Object.fromEntries([...injected].sort()),
    'seconds of faults': Math.round(faultsSeconds),
    'seconds altogether': Math.round((performance.now() - startedAt) / 1000),
    runs: ended.length,
    succeeded: ended.filter(({ state }) => state === 'succeeded').length,
    'retries of the platform used up, retried by hand': retried.length,
    steps: attempts.length,
    attempts: attempts.reduce((a, b) => a + b, 0),
    versions: versions.length,
    'versions registered twice': versions.length - new Set(versions).size,
    'marks of living steps': marks.marks,
    'attempts that left marks': marks.lives,
    'steps twice at once': marks.overlaps.length,
    'processes left': left.length,
  });

  assert.deepEqual(marks.overlaps, []);
  assert.deepEqual(
    ended.flatMap(({ id, steps }) =>
      steps.flatMap(({ name, state, failure }) =>
        state === 'succeeded' ? [] : [{ id, name, state, failure }],
      ),
    ),
    [],
  );
  assert.deepEqual(versions.toSorted(), running.ids.toSorted(), 'one version for each run');
  assert.deepEqual(left, []);
  await second.stop();
  await stack.stop();
  assert.deepEqual(await processesOf(stack.directory), []);
});
