import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
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
