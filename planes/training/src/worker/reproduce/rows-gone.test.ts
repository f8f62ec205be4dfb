import assert from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { type JobInput, reuseRoutes } from '@slipway/contracts';
import { createTrainingDatabase } from '../../jobs/fixtures/training-database.ts';
import { SIGNATURE } from '../fixtures/signature.ts';
import { startStack } from '../fixtures/training-stack.ts';

const TRAINER = `
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
const out = (name, text) => writeFileSync(join(process.env.SLIPWAY_OUTPUT_DIR, name), text);
out('model.onnx', 'model');
out('signature.json', ${JSON.stringify(JSON.stringify(SIGNATURE))});
`;
const JOB: JobInput = {
  name: 'rows',
  steps: [
    { kind: 'snapshot', name: 'extract', sql: 'select * from flights' },
    { kind: 'command', name: 'train', command: ['node', 'train.mjs'], needs: ['extract'] },
  ],
  register: { step: 'train', model: 'delays' },
};

const prepare = async (t: TestContext) => {
  const database = await createTrainingDatabase();
  t.after(() => database.close());
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script('train.mjs', TRAINER);
  const recorded = await stack.finish(await stack.begin(JOB));
  assert.equal(recorded.state, 'succeeded', JSON.stringify(recorded.steps));
  const rows = await stack.blobs.path(recorded.steps[0]?.output?.snapshot?.digest ?? '');
  return { stack, recorded, rows };
};

test('the recorded rows are gone or damaged: nothing is trained, and the verdict is impossible', async (t) => {
  const { stack, recorded, rows } = await prepare(t);
  const reproduce = async () =>
    stack.finish(
      await stack.act().author.call(reuseRoutes.reproduceRun, { params: { run: recorded.id }, body: {} }),
    );
  await chmod(rows, 0o644);
  await writeFile(rows, 'other rows');
  const damaged = await reproduce();
  assert.equal(damaged.steps.find(({ name }) => name === 'train')?.failure?.code, 'NOT_REPRODUCED');
  await rm(rows);
  assert.equal((await reproduce()).state, 'failed');
  assert.deepEqual(
    stack.planes.reproductions.map(({ verdict, artifact }) => [verdict, artifact]),
    [
      ['impossible', null],
      ['impossible', null],
    ],
  );
  assert.match(stack.planes.reproductions[0]?.reason ?? '', /has digest sha256:.* as expected/);
});

test('a blob that was damaged is not trained on, and no retry is wasted on it', async (t) => {
  const { stack, rows } = await prepare(t);
  // Whoever puts the same rows again heals them, so that the step has to begin after the damage.
  const steps = JOB.steps.map((step) =>
    step.kind === 'command' ? { ...step, retry: { limit: 3 }, needs: ['extract', 'damage'] } : step,
  );
  const damage = {
    kind: 'command' as const,
    name: 'damage',
    needs: ['extract'],
    command: ['sh', '-c', `chmod 644 ${rows} && echo other > ${rows}`],
  };
  const run = await stack.finish(await stack.begin({ ...JOB, steps: [...steps, damage] }));
  const train = run.steps.find(({ name }) => name === 'train');
  assert.deepEqual([train?.state, train?.attempt, train?.failure?.code], ['failed', 1, 'DIGEST_MISMATCH']);
  assert.equal(stack.planes.versions.length, 1);
});
