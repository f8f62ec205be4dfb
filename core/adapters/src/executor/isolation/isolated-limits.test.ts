import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ExecutionRequest } from '@slipway/platform';
import { steadyMs } from '@slipway/platform/steady';
import { createChildProcessExecutor } from '../child-process-executor.ts';
import { holdsWithin, runsWith } from '../executor.suite.ts';
import { chooseIsolation } from './choose-isolation.ts';

const possible = await chooseIsolation({ setting: 'auto', hidden: [] });
const namespaces = { skip: possible.kind === 'none' && `NOT TESTED: ${possible.reason}` };
const MEBIBYTE = 1024 * 1024;

/** What is known of a step from outside in spite of its namespaces: every test has a mark that its processes carry. */
const begin = async (
  t: TestContext,
  script: (mark: string) => string,
  more: Partial<ExecutionRequest> = {},
) => {
  const data = await mkdtemp(join(tmpdir(), 'isolated-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const own = join(data, 'steps');
  await mkdir(own);
  const executor = createChildProcessExecutor({
    isolation: await chooseIsolation({ setting: 'namespace', hidden: [data] }),
  });
  executor.prepare?.();
  const mark = `mark-${process.pid}-${Date.now()}`;
  const lines: string[] = [];
  const execution = executor.start({
    command: ['node', '-e', script(mark)],
    directory: own,
    environment: {},
    timeoutMs: 30_000,
    isolated: { own, readOnly: [] },
    onLine: (_stream, text) => lines.push(text),
    ...more,
  });
  t.after(() => execution.cancel(0));
  return { execution, lines, mark };
};

const stubborn = (mark: string): string =>
  `require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => console.log("asked")); setInterval(() => {}, 1000); console.log("ready") // ${mark}'], { detached: true, stdio: 'inherit' });
   process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;

test(
  'cancel asks a grandchild in a group of its own, and ends it after the grace time',
  namespaces,
  async (t) => {
    const { execution, lines, mark } = await begin(t, stubborn);
    assert.ok(await holdsWithin(10_000, () => lines.includes('ready')));
    const began = performance.now();
    execution.cancel(300);
    const { ended } = await execution.result;
    assert.equal(ended, 'cancelled');
    assert.ok(performance.now() - began >= 290, 'SIGKILL comes after the grace time');
    assert.equal(lines.filter((line) => line === 'asked').length, 1, 'once');
    assert.ok(await holdsWithin(1000, () => !runsWith(mark)));
  },
);

test('the moment until which a step may run ends it, and all that it started', namespaces, async (t) => {
  const { execution, lines, mark } = await begin(t, stubborn, { until: steadyMs() + 3000 });
  assert.ok(await holdsWithin(2900, () => lines.includes('ready')));
  assert.equal((await execution.result).reason, 'its lease was over');
  assert.ok(await holdsWithin(1000, () => !runsWith(mark)));
});

test('memory and processors are held and measured from outside', namespaces, async (t) => {
  const bomb = () => 'const held = []; setInterval(() => held.push(Buffer.alloc(16 * 1024 * 1024, 1)), 10)';
  const busy = () =>
    'const end = Date.now() + 600; const held = Buffer.alloc(100 * 1024 * 1024, 1); while (Date.now() < end); console.log(held.length)';
  const [exceeding, measured] = await Promise.all([
    begin(t, bomb, { limits: { memoryBytes: 200 * MEBIBYTE, cpus: 1 } }),
    begin(t, busy),
  ]);
  const [first, second] = await Promise.all([exceeding.execution.result, measured.execution.result]);
  assert.equal(first.ended, 'memory-exceeded');
  assert.equal(second.exitCode, 0);
  assert.ok((second.usage?.peakMemoryBytes ?? 0) > 100 * MEBIBYTE, `${second.usage?.peakMemoryBytes}`);
  assert.ok((second.usage?.cpuSeconds ?? 0) > 0.1, `${second.usage?.cpuSeconds}`);
});
