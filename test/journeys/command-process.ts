import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as textOf } from 'node:stream/consumers';
import type { Run } from '@slipway/contracts';
import { runSlipway, SLIPWAY } from '../stack/test-stack.ts';
import { commandLine, hasKeys } from './command-line.ts';

/** A command whose reader is gone before it writes, as in `slipway … | true`. */
const unread = async (...parameters: string[]): Promise<{ code: number; stderr: string }> => {
  const child = spawn(process.execPath, [SLIPWAY, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [[code], stderr] = await Promise.all([once(child, 'close'), textOf(child.stderr)]);
  return { code, stderr };
};

/** What only a process of its own shows: exit codes, streams and pipes. The stack has run the job `points`. */
export const tryCommandProcesses = async (directory: string): Promise<void> => {
  const { run, both, fails } = commandLine(directory, runSlipway);
  const [runs, list] = await both<{ items: Run[] }>('run', 'list', '--job', 'points');
  assert.match(list, new RegExp(`${runs.items[0]?.id}`));
  await fails(2, 'INVALID_SQL', 'sql', 'drop table points');
  const { code, stdout, stderr } = await run('run', 'show', 'nothing', '--json');
  const error = JSON.parse(stderr) as { code: string };
  hasKeys(error, 'code', 'error', 'field', 'remedy');
  assert.deepEqual([code, stdout, error.code], [4, '', 'NOT_FOUND']);
  assert.deepEqual(await unread('run', 'list', '--data-dir', directory), { code: 0, stderr: '' });
};
