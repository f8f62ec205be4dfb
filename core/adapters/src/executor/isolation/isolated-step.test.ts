import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ExecutionRequest } from '@slipway/platform';
import { createChildProcessExecutor } from '../child-process-executor.ts';
import { holdsWithin, isAlive, runsWith } from '../executor.suite.ts';
import { readProcessTable } from '../process-table.ts';
import { chooseIsolation } from './choose-isolation.ts';

const HOSTILE = fileURLToPath(new URL('./fixtures/hostile-step.mjs', import.meta.url));
const SECRET = `secret-${process.pid}-${Date.now()}`;

const possible = await chooseIsolation({ setting: 'auto', hidden: [] });
const namespaces = { skip: possible.kind === 'none' && `NOT TESTED: ${possible.reason}` };

/** A project whose data directory lies in it, as `slipway up` makes it, with one step; the names are as bad as names can be. */
const project = async (t: TestContext) => {
  const root = await mkdtemp(join(tmpdir(), `it's "a" project $x `));
  t.after(() => rm(root, { recursive: true, force: true }));
  const data = join(root, '.slipway');
  const own = join(data, 'steps', 'run-2', 'train', '1');
  const otherStep = join(data, 'steps', 'run-1', 'train', '1');
  const put = async (path: string, text: string) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  for (const path of ['blobs/ab/holdout', 'tokens/owner', 'keys/release.pem', 'database/base'])
    await put(join(data, path), SECRET);
  await put(join(otherStep, 'output', 'model.onnx'), SECRET);
  await put(join(own, 'inputs', 'training.parquet'), 'rows');
  await put(join(own, 'metrics.jsonl'), '');
  await mkdir(join(own, 'output'));
  const isolation = await chooseIsolation({ setting: 'namespace', hidden: [data] });

  const begin = (command: readonly string[], more: Partial<ExecutionRequest> = {}) => {
    const lines: string[] = [];
    const notes: string[] = [];
    const execution = createChildProcessExecutor({ isolation }).start({
      command,
      directory: root,
      environment: { PATH: '/usr/bin:/bin', SLIPWAY_OUTPUT_DIR: join(own, 'output') },
      marker: 'SLIPWAY_OUTPUT_DIR',
      timeoutMs: 30_000,
      isolated: { own, readOnly: [join(own, 'inputs')] },
      onLine: (_stream, text) => lines.push(text),
      onNote: (text) => notes.push(text),
      ...more,
    });
    t.after(() => execution.cancel(0));
    return { execution, lines, notes };
  };
  return { root, data, own, otherStep, begin };
};

test(
  'a hostile step sees nothing of the stack, hurts nobody, and has all that it is entitled to',
  namespaces,
  async (t) => {
    const { root, data, own, otherStep, begin } = await project(t);
    const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // the victim'], {
      stdio: 'ignore',
    });
    t.after(() => victim.kill('SIGKILL'));
    await copyFile(HOSTILE, join(root, 'hostile.mjs'));
    const task = { data, own, otherStep, worker: process.pid, victim: victim.pid, secret: SECRET };
    const { execution, lines, notes } = begin(['node', 'hostile.mjs', JSON.stringify(task)]);
    const { isolation, exitCode } = await execution.result;
    assert.deepEqual([exitCode, isolation], [0, 'namespace'], lines.join('\n'));
    assert.match(notes.join('\n'), /^isolation: namespace/);
    const { cannot, can } = JSON.parse(lines.at(-1) ?? '{}') as Record<
      'cannot' | 'can',
      Record<string, string | null>
    >;
    for (const [what, refusal] of Object.entries(cannot)) assert.notEqual(refusal, null, `it could ${what}`);
    for (const [what, refusal] of Object.entries(can))
      assert.equal(refusal, null, `it could not ${what}: ${refusal}`);
    assert.ok(isAlive(victim.pid ?? 0));
    // What it did is where the worker looks for it, and nowhere else.
    assert.equal(await readFile(join(own, 'output', 'model.onnx'), 'utf8'), 'model');
    assert.match(await readFile(join(own, 'metrics.jsonl'), 'utf8'), /loss/);
    assert.equal(await readFile(join(own, 'inputs', 'training.parquet'), 'utf8'), 'rows');
    assert.equal(await readFile(join(otherStep, 'output', 'model.onnx'), 'utf8'), SECRET);
    assert.deepEqual((await readdir(join(data, 'steps'))).sort(), ['run-1', 'run-2']);
  },
);

test('without isolation the same step gets at all of it: the attempts are real', async (t) => {
  const { root, data, begin } = await project(t);
  const read = `process.stdout.write(require('node:fs').readFileSync(${JSON.stringify(join(data, 'blobs/ab/holdout'))}, 'utf8'))`;
  const { execution, lines, notes } = begin(['node', '-e', read], { isolated: undefined, directory: root });
  const { isolation } = await execution.result;
  assert.deepEqual([lines, notes, isolation], [[SECRET], [], undefined]);
});

test('the tracking API on this machine answers an isolated step', namespaces, async (t) => {
  const { begin } = await project(t);
  const server = createServer((_request, response) => response.end('tracked')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { execution, lines } = begin([
    'node',
    '-e',
    `fetch('${address}').then((r) => r.text()).then(console.log)`,
  ]);
  assert.equal((await execution.result).exitCode, 0);
  assert.deepEqual(lines, ['tracked']);
});

test(
  'nothing that a step is given reaches a command line, or the programs that set up its namespaces',
  namespaces,
  async (t) => {
    const { begin } = await project(t);
    const environment = { LD_PRELOAD: '/no/such/library.so', KEY: `it's\n"${SECRET}"`, HOME: '/x y' };
    const { execution, lines } = begin(
      ['node', '-e', 'console.log(JSON.stringify(process.env)); setInterval(() => {}, 1000)'],
      { environment },
    );
    assert.ok(await holdsWithin(10_000, () => lines.length > 1));
    assert.ok(!runsWith(SECRET));
    // Each program that tries to load the library complains: this is the command alone.
    assert.equal(
      lines.filter((line) => line.includes('/no/such/library.so') && line.includes('ld.so')).length,
      1,
    );
    assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), environment);
    execution.cancel(0);
    await execution.result;
  },
);

test(
  'code in the data directory is not run, unless it is in the own part of the step',
  namespaces,
  async (t) => {
    const { data, own, root, begin } = await project(t);
    await symlink(join(data, 'blobs'), join(root, 'innocent'));
    for (const directory of [join(data, 'blobs'), join(root, 'innocent'), data]) {
      const { ended, reason } = await begin(['node', '-e', ''], { directory }).execution.result;
      assert.equal(ended, 'not-started');
      assert.match(reason, /lies in the data directory/);
    }
    await mkdir(join(own, 'code'));
    assert.equal(
      (await begin(['node', '-e', ''], { directory: join(own, 'code') }).execution.result).exitCode,
      0,
    );
  },
);

test(
  'when what holds the namespaces is killed, all that is in them dies, whatever group it is in',
  namespaces,
  async (t) => {
    const { begin } = await project(t);
    const daemon = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // ${SECRET}'], { detached: true, stdio: 'ignore' }).unref(); console.log('ready'); setInterval(() => {}, 1000)`;
    const { execution, lines } = begin(['node', '-e', daemon], { marker: undefined });
    assert.ok(await holdsWithin(10_000, () => lines.length > 0 && runsWith(SECRET)));
    const table = readProcessTable();
    const guards = table.filter(({ parent }) => parent === process.pid).map(({ pid }) => pid);
    const [holder] = table.filter(
      ({ parent, pid }) =>
        guards.includes(parent) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('isolation'),
    );
    assert.ok(holder);
    process.kill(holder.pid, 'SIGKILL');
    await execution.result;
    assert.ok(await holdsWithin(2000, () => !runsWith(SECRET)));
  },
);

test('no namespaces: it is told, or refused, as the setting says', async (t) => {
  const empty = await mkdtemp(join(tmpdir(), 'no-tools-'));
  t.after(() => rm(empty, { recursive: true }));
  const choose = (setting: 'auto' | 'namespace' | 'none') =>
    chooseIsolation({ setting, hidden: [empty], path: empty });
  const why = /the program "sh" was not found|has no namespaces/;
  const [auto, namespace, none] = await Promise.all([choose('auto'), choose('namespace'), choose('none')]);
  assert.ok(auto.kind === 'none' && !auto.refuses && why.test(auto.reason));
  assert.ok(namespace.kind === 'none' && namespace.refuses && why.test(namespace.reason));
  assert.ok(none.kind === 'none' && !none.refuses);
  const request = {
    command: ['node', '-e', ''],
    directory: empty,
    environment: {},
    timeoutMs: 10_000,
    isolated: { own: empty, readOnly: [] },
    onLine: () => undefined,
  };
  const notes: string[] = [];
  const onNote = (text: string) => notes.push(text);
  const execution = createChildProcessExecutor({ isolation: auto }).start({ ...request, onNote });
  assert.equal((await execution.result).isolation, 'none');
  assert.match(notes.join(), /^isolation: none, /);
  assert.throws(
    () => createChildProcessExecutor({ isolation: namespace }).start(request),
    /STEP_ISOLATION|must be isolated/,
  );
});
