import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment } from '@slipway/platform';

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/** Runs git in a directory and returns its standard output. Throws when it fails, says too much, or takes longer than 30 s. */
export const git = async (directory: string, ...parameters: string[]): Promise<string> =>
  (
    await run('git', ['-C', directory, ...parameters], {
      timeout: TIMEOUT_MS,
      maxBuffer: LARGEST_OUTPUT,
      // Looking must not lock the repository of a person, and nobody is there to be asked.
      env: childEnvironment({ GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' }),
    })
  ).stdout;
