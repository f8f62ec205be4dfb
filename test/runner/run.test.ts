import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const RUNNER = join(import.meta.dirname, '../run.ts');
const PLANTED = join(import.meta.dirname, 'fixtures/planted');

interface Ran {
  readonly exitCode: number | null;
  readonly lines: readonly string[];
  readonly text: string;
}

/** Runs the runner itself over a planted tree. */
function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [RUNNER, '--timeout', '2', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('close', (exitCode) => resolve({ exitCode, lines: text.trimEnd().split('\n'), text }));
  });
}

describe('npm test', { concurrency: 2 }, () => {
  const cases: readonly (readonly [file: string, totals: string, exitCode: number, says: RegExp])[] = [
    ['passes', '3 passed, 0 failed, 0 skipped', 0, /✓ passes\.test\.ts {2}3 passed/],
    ['fails', '1 passed, 1 failed, 0 skipped', 1, /fails\.test\.ts › a suite › fails\n.*AssertionError/],
    [
      'skips',
      '1 passed, 0 failed, 3 skipped',
      0,
      /› has a reason\n {4}no browser here[\s\S]*not on this machine/,
    ],
    ['hangs', '1 passed, 1 failed, 0 skipped', 1, /hangs\.test\.ts\n {4}did not end within its time/],
    ['crashes', '0 passed, 1 failed, 0 skipped', 1, /ended with SIGKILL[\s\S]*last words/],
    ['leaks', '1 passed, 1 failed, 0 skipped', 1, /left processes behind:\n {4}\d+ sleep 60/],
    ['empty', '0 passed, 1 failed, 0 skipped', 1, /holds no test/],
    ['breaks-in-hook', '0 passed, 2 failed, 0 skipped', 1, /the hook broke/],
    ['no-such-file', '0 passed, 0 failed, 0 skipped', 1, /No test file matches no-such-file/],
  ];
  for (const [file, totals, exitCode, says] of cases) {
    it(`a file that ${file.replaceAll('-', ' ')} ends in "${totals}" and exit code ${exitCode}`, async () => {
      const ran = await run('--root', join(PLANTED, 'all'), file);
      assert.match(ran.text, says);
      assert.deepEqual([ran.lines.at(-1), ran.exitCode], [totals, exitCode]);
    });
  }

  it('a run in which everything is skipped did not run', async () => {
    const ran = await run('--root', join(PLANTED, 'none'));
    assert.deepEqual([ran.lines.at(-1), ran.exitCode], ['0 passed, 0 failed, 3 skipped', 1]);
  });

  it('names every test when asked to', async () => {
    const ran = await run('--root', join(PLANTED, 'all'), '--verbose', 'passes');
    assert.match(ran.text, / {4}✓ a suite › and another {2}0\.0 s/);
  });

  it('explains itself', async () => {
    const ran = await run('--help');
    assert.match(ran.text, /N passed, N failed, N skipped/);
    assert.equal(ran.exitCode, 0);
  });
});
