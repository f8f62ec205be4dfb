import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionRequest, ExecutionResult, Executor } from '@slipway/platform';

type Line = readonly [stream: 'stdout' | 'stderr', text: string];

const DIRECTORY = tmpdir();

const isZombie = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
};

/** Whether a process runs. A zombie has ended and only waits for its parent to look. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
};

/** Whether a process runs whose command line holds a text, whatever its number is for itself. */
export const runsWith = (text: string): boolean =>
  readdirSync('/proc').some((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text) &&
        isAlive(Number(name))
      );
    } catch {
      return false;
    }
  });

/** Waits until a condition holds; false when it does not in time. */
export const holdsWithin = async (milliseconds: number, condition: () => boolean): Promise<boolean> => {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    if (condition()) return true;
    await sleep(20);
  }
  return condition();
};

/** What every executor promises, whatever it runs steps on. Programs are given to `node -e`. */
export const testExecutor = (name: string, create: () => Executor): void => {
  const begin = (script: string, more: Partial<ExecutionRequest> = {}) => {
    const lines: Line[] = [];
    const execution = create().start({
      command: ['node', '-e', script],
      directory: DIRECTORY,
      environment: {},
      timeoutMs: 30_000,
      onLine: (stream, text) => lines.push([stream, text]),
      ...more,
    });
    return { execution, lines };
  };
  const run = async (
    script: string,
    more: Partial<ExecutionRequest> = {},
  ): Promise<{ result: ExecutionResult; lines: Line[] }> => {
    const { execution, lines } = begin(script, more);
    return { result: await execution.result, lines };
  };
  /** Starts a process that is known by the text of its program, as long as it runs. */
  const child = (text: string, more: string): string =>
    `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // ${text}']${more})`;

  test(`${name}: a step that ends well has exit code 0, its lines by stream, and no reason`, async () => {
    const { result, lines } = await run(
      'console.log("a\\nb"); console.error("c"); process.stdout.write("no end")',
    );
    const { usage, isolation, ...end } = result;
    assert.deepEqual(end, { exitCode: 0, signal: null, ended: 'exited', reason: '' });
    assert.deepEqual(
      lines.filter(([stream]) => stream === 'stdout').map(([, text]) => text),
      ['a', 'b', 'no end'],
    );
    assert.deepEqual(
      lines.filter(([stream]) => stream === 'stderr').map(([, text]) => text),
      ['c'],
    );
  });

  test(`${name}: a failing step says its exit code or signal`, async () => {
    const [failed, killed] = await Promise.all([
      run('process.exit(7)'),
      run('process.kill(process.pid, "SIGKILL")'),
    ]);
    const { exitCode, signal, ended, reason } = failed.result;
    assert.deepEqual(
      { exitCode, signal, ended, reason },
      { exitCode: 7, signal: null, ended: 'exited', reason: 'it ended with exit code 7' },
    );
    assert.deepEqual([killed.result.signal, killed.result.reason], ['SIGKILL', 'it was killed by SIGKILL']);
  });

  test(`${name}: a step sees exactly the environment and the directory that it was given`, async () => {
    const { lines } = await run('console.log(JSON.stringify(process.env), process.cwd())', {
      environment: { ONLY: 'this' },
      directory: '/',
    });
    assert.deepEqual(lines, [['stdout', '{"ONLY":"this"} /']]);
  });

  test(`${name}: an unknown program or directory is not started, with the reason`, async () => {
    const [program, directory] = await Promise.all([
      run('', { command: ['no-such-program-here'] }),
      run('', { directory: '/no/such/directory' }),
    ]);
    assert.deepEqual(
      [program.result.ended, program.result.reason],
      ['not-started', 'the program "no-such-program-here" was not found'],
    );
    assert.deepEqual(
      [directory.result.ended, directory.result.reason],
      ['not-started', 'the directory /no/such/directory does not exist'],
    );
  });

  test(`${name}: a step that takes too long is ended with all that it started`, async () => {
    const mark = `too-long-${process.pid}-${Date.now()}`;
    const { execution, lines } = begin(
      `${child(mark, '')}; console.log('ready'); setInterval(() => {}, 1000);`,
      { timeoutMs: 700 },
    );
    assert.ok(await holdsWithin(10_000, () => lines.length > 0 && runsWith(mark)));
    const result = await execution.result;
    assert.equal(result.ended, 'timed-out');
    assert.equal(result.reason, 'it took longer than 0.7 s');
    assert.ok(await holdsWithin(2000, () => !runsWith(mark)));
  });

  test(`${name}: what a step leaves running in the background ends with it`, async () => {
    const mark = `left-${process.pid}-${Date.now()}`;
    const { result } = await run(`${child(mark, ", { stdio: 'inherit' }")}.unref(); process.exit(0)`);
    assert.equal(result.exitCode, 0);
    assert.ok(await holdsWithin(2000, () => !runsWith(mark)));
  });

  test(`${name}: cancelling asks first and kills after the grace time; repeating it changes nothing`, async () => {
    const polite = begin(`process.on('SIGTERM', () => { console.log('saved'); process.exit(0) });
      console.log('ready'); setInterval(() => {}, 1000)`);
    const stubborn = begin(
      `process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)`,
    );
    assert.ok(await holdsWithin(10_000, () => polite.lines.length > 0 && stubborn.lines.length > 0));
    polite.execution.cancel();
    polite.execution.cancel();
    stubborn.execution.cancel(200);
    const results = await Promise.all([polite.execution.result, stubborn.execution.result]);
    assert.deepEqual(
      results.map(({ ended, signal }) => [ended, signal]),
      [
        ['cancelled', null],
        ['cancelled', 'SIGKILL'],
      ],
    );
    assert.deepEqual(polite.lines.at(-1), ['stdout', 'saved']);
    polite.execution.cancel();
  });

  test(`${name}: a flood of output arrives whole and in order`, async () => {
    const { lines } = await run(
      'let text = ""; for (let i = 0; i < 50000; i++) text += i + "\\n"; process.stdout.write(text)',
    );
    assert.equal(lines.length, 50_000);
    assert.ok(lines.every(([, text], index) => text === String(index)));
  });
};
