import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTrainingDatabase } from '../jobs/fixtures/training-database.ts';
import { startStack } from './fixtures/training-stack.ts';
import { MetricsTail } from './metrics-tail.ts';

test('a complaint about a metric quotes nothing of its line, which may hold a secret', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'metrics.jsonl');
  await appendFile(
    path,
    'sUp3rS3cretValue99 and so much more that its parser would cut it\n{"k":sUp3rS3cret}\n',
  );
  const { complaints } = await new MetricsTail(path).read(true);
  assert.deepEqual(complaints, [
    'line 1 is no metric: it is not JSON',
    'line 2 is no metric: it is not JSON',
  ]);
});

test('a step that prints bytes and logs what cannot be kept ends with its own exit code, at its first attempt', async (t) => {
  const database = await createTrainingDatabase();
  t.after(() => database.close());
  const stack = await startStack(t, { database });
  await stack.startWorker();
  await stack.script(
    'step.mjs',
    `import { appendFileSync } from 'node:fs';
const log = (point) => appendFileSync(process.env.SLIPWAY_METRICS, JSON.stringify(point) + '\\n');
log({ key: 'x'.repeat(10_000), value: 1 });
log({ key: 'early', value: 1, at: '0000-01-01T00:00:00Z' });
log({ key: 'nul\\0', value: 1 });
process.stdout.write(Buffer.from([0, 255, 254, 10, 0xf0, 0x9f, 10]), () => process.exit(3));
`,
  );
  const steps = [{ kind: 'command' as const, name: 'only', command: ['node', 'step.mjs'] }];
  const run = await stack.finish(await stack.begin({ name: 'bytes', steps }));
  const [step] = run.steps;
  assert.deepEqual(
    [run.state, step?.attempt, step?.failure?.exitCode, step?.failure?.lastLines],
    ['failed', 1, 3, ['\ufffd\ufffd\ufffd', '\ufffd']],
  );
  const log = await stack.act().log(run.id);
  assert.ok(log.some((line) => /line 1 is no metric: key: /.test(line)));
  assert.ok(log.some((line) => /line 2 is no metric: at: there is no year 0/.test(line)));
});
