import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { type TestContext, test } from 'node:test';
import type { ExecutionRequest } from '@slipway/platform';
import { createChildProcessExecutor } from './child-process-executor.ts';
import { holdsWithin, isAlive } from './executor.suite.ts';

const MEBIBYTE = 1024 * 1024;
const linux = { skip: process.platform !== 'linux' && 'it needs /proc' };

const begin = (t: TestContext, script: string, more: Partial<ExecutionRequest> = {}) => {
  const lines: string[] = [];
  const notes: string[] = [];
  const execution = createChildProcessExecutor().start({
    command: ['node', '-e', script],
    directory: tmpdir(),
    environment: {},
    timeoutMs: 30_000,
    onLine: (_stream, text) => lines.push(text),
    onNote: (text) => notes.push(text),
    ...more,
  });
  t.after(() => execution.cancel(0));
  return { execution, lines, notes };
};
/** A process in a group and session of its own that ignores SIGTERM, started by whoever runs this text. */
const STUBBORN_GRANDCHILD = `
  const grandchild = require('node:child_process').spawn(process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("pid=" + process.pid)'],
    { detached: true, stdio: 'inherit' });`;
const pidIn = (lines: readonly string[]): number => Number(/pid=(\d+)/.exec(lines.join(' '))?.[1]);

test('cancel ends a grandchild in a group of its own that ignores SIGTERM', linux, async (t) => {
  const { execution, lines } = begin(
    t,
    `${STUBBORN_GRANDCHILD} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`,
  );
  assert.ok(await holdsWithin(10_000, () => lines.length > 0));
  const began = performance.now();
  execution.cancel(300);
  const result = await execution.result;
  assert.equal(result.ended, 'cancelled');
  assert.ok(performance.now() - began >= 290, 'SIGKILL comes after the grace time');
  assert.ok(await holdsWithin(1000, () => !isAlive(pidIn(lines))));
});

test(
  'a process that left the tree on purpose ends with it: it is known by its environment',
  linux,
  async (t) => {
    const daemon = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', ${JSON.stringify(`${STUBBORN_GRANDCHILD} setTimeout(() => process.exit(), 200)`)}],
      { detached: true, stdio: 'inherit' });
    setTimeout(() => process.exit(0), 600);`;
    const { execution, lines } = begin(t, daemon, {
      environment: { HERE: `only-${process.pid}-${Date.now()}` },
      marker: 'HERE',
    });
    assert.equal((await execution.result).exitCode, 0);
    assert.ok(await holdsWithin(1000, () => !isAlive(pidIn(lines))));
  },
);

test(
  'a step whose processes together exceed its memory is ended with the reason; its neighbour lives',
  linux,
  async (t) => {
    const bomb = `
    const { spawn } = require('node:child_process');
    const eat = 'const held = []; setInterval(() => held.push(Buffer.alloc(8 * 1024 * 1024, 1)), 10)';
    for (let i = 0; i < 2; i++) spawn(process.execPath, ['-e', eat], { stdio: 'inherit', detached: i === 1 });
    setInterval(() => {}, 1000);`;
    const neighbour = begin(t, 'setTimeout(() => console.log("alive"), 1500)', {
      limits: { memoryBytes: 256 * MEBIBYTE },
    });
    const { execution, notes } = begin(t, bomb, { limits: { memoryBytes: 320 * MEBIBYTE } });
    const result = await execution.result;
    assert.equal(result.ended, 'memory-exceeded');
    assert.match(result.reason, /^it used \d+ MiB of memory, more than its limit of 320 MiB$/);
    const used = Number(/used (\d+)/.exec(result.reason)?.[1]);
    assert.ok(used < 1000, `it was ended at ${used} MiB`);
    assert.match(notes.join(), /memory: at most 320 MiB/);
    const end = await neighbour.execution.result;
    assert.deepEqual([end.ended, neighbour.lines], ['exited', ['alive']]);
  },
);

test(
  'what a step used is measured: the memory of all its processes at once, and their processor time',
  linux,
  async (t) => {
    const busy = `const held = Buffer.alloc(150 * 1024 * 1024, 1);
    const until = Date.now() + 700; while (Date.now() < until) held[0]++;`;
    const { execution } = begin(
      t,
      `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}])`,
    );
    const { usage } = await execution.result;
    assert.ok(usage);
    // What Node processes share counts less, the more of them the machine runs.
    assert.ok((usage.peakMemoryBytes ?? 0) > 150 * MEBIBYTE, `${usage.peakMemoryBytes}`);
    assert.ok((usage.peakMemoryBytes ?? 0) < 500 * MEBIBYTE, `${usage.peakMemoryBytes}`);
    assert.ok(usage.cpuSeconds > 0.25 && usage.cpuSeconds < 5, `${usage.cpuSeconds}`);
  },
);

test('a limit of processors is held, or its note says why not', linux, async (t) => {
  const { execution, lines, notes } = begin(
    t,
    'console.log(/Cpus_allowed_list:\\s*(\\S+)/.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"))[1])',
    { limits: { cpus: 1 } },
  );
  await execution.result;
  const [note = ''] = notes;
  assert.match(note, /^processors: /);
  if (/held to 1 of/.test(note)) assert.match(lines[0] ?? '', /^\d+$/);
});

test('secrets are in no line, however the step writes them', async (t) => {
  const secret = 's3cret-v4lue-of-some-length';
  const { execution, lines } = begin(
    t,
    `const half = process.env.KEY.slice(0, 9), rest = process.env.KEY.slice(9);
     process.stdout.write('one ' + half); setTimeout(() => { process.stdout.write(rest + ' line\\n');
     console.log('x'.repeat(16380) + process.env.KEY + 'y'); console.error(JSON.stringify(process.env)); }, 150)`,
    { environment: { KEY: secret }, secrets: [secret] },
  );
  await execution.result;
  const text = lines.join('');
  assert.ok(
    !text.includes(secret) && !text.includes(secret.slice(0, 9)) && !text.includes(secret.slice(9)),
    text,
  );
  assert.deepEqual([lines.includes('one *** line'), lines.includes('{"KEY":"***"}')], [true, true]);
});
