import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MetricsTail } from './metrics-tail.ts';

test('metrics are read as they are appended, each once', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'metrics.jsonl');
  const tail = new MetricsTail(path);
  const read = async (final = false) => {
    const { metrics, complaints } = await tail.read(final);
    return [metrics.map(({ key, value, step }) => `${key} ${value} ${step}`), complaints];
  };
  assert.deepEqual(await read(), [[], []], 'no file yet');
  await appendFile(path, '{"key":"loss","value":0.5}\n{"key":"loss","val');
  assert.deepEqual(await read(), [['loss 0.5 0'], []]);
  await appendFile(
    path,
    'ue":0.4,"step":1}\nnonsense\n\n{"key":"loss","value":"low"}\n{"key":"auc","value":1}',
  );
  const [metrics, complaints] = await read();
  assert.deepEqual(metrics, ['loss 0.4 1']);
  assert.match(complaints?.[0] ?? '', /^line 3 is no metric: /);
  assert.match(complaints?.[1] ?? '', /^line 5 is no metric: value: /);
  assert.deepEqual(await read(true), [['auc 1 0'], []]);
});

test('a large file is read whole', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'metrics.jsonl');
  const lines = Array.from({ length: 60_000 }, (_, step) =>
    JSON.stringify({ key: 'loss', value: 0.5, step }),
  );
  await appendFile(path, lines.join('\n'));
  const { metrics, complaints } = await new MetricsTail(path).read(true);
  assert.deepEqual([metrics.length, metrics.at(-1)?.step, complaints], [60_000, 59_999, []]);
});

test('what a step puts in the place of its metrics is not followed, and keeps nobody waiting', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'metrics-'));
  t.after(() => rm(directory, { recursive: true }));
  const token = join(directory, 'token');
  await appendFile(token, '{"key":"of the stack","value":1}\n');
  await symlink(token, join(directory, 'link'));
  await mkdir(join(directory, 'directory'));
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(directory, 'pipe')]);
  for (const name of ['link', 'directory', 'pipe'])
    assert.deepEqual(
      await new MetricsTail(join(directory, name)).read(true),
      { metrics: [], complaints: [] },
      name,
    );
});
