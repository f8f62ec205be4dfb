import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { processesOf } from '../stack/test-stack.ts';

const MAIN = fileURLToPath(import.meta.resolve('@slipway/example-flight-delays/quickstart'));

/** Runs the quickstart to its end. */
export const quickstart = async (...parameters: string[]): Promise<{ code: number; output: string }> => {
  const child = spawn(process.execPath, [MAIN, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
};

/** The whole loop on a sample of the flights; `numbers` are of the versions that it trains. */
export const runWholeLoop = async (directory: string, numbers: readonly number[]): Promise<void> => {
  const parameters = ['--yes', '--exit', '--scale', '0.05', '--port-base', '0', '--data-dir', directory];
  const { code, output } = await quickstart(...parameters);
  assert.equal(code, 0, output);
  for (const fact of [
    ...numbers.map((number) => `version ${number}`),
    'monitor inputs',
    'monitor quality',
    'A/B test',
    'Try next',
    'signed',
    'Demo reviewer',
  ]) {
    assert.ok(output.includes(fact), `"${fact}" is missing in:\n${output}`);
  }
  assert.deepEqual(await processesOf(directory), [], 'no process is left');
};
