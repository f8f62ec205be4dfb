import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { processesOf, temporaryDirectory } from '../stack/test-stack.ts';

const MAIN = fileURLToPath(import.meta.resolve('@slipway/example-flight-delays/quickstart'));

const quickstart = async (...parameters: string[]) => {
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

test('the whole loop on a sample of the flights, with real processes, twice on the same directory', async (t) => {
  const directory = await temporaryDirectory(t);
  const parameters = ['--yes', '--exit', '--scale', '0.05', '--port-base', '0', '--data-dir', directory];
  for (const [versions, waiting] of [
    ['version 1', 'version 3'],
    ['version 4', 'version 6'],
  ] as const) {
    const { code, output } = await quickstart(...parameters);
    assert.equal(code, 0, output);
    for (const fact of [
      versions,
      waiting,
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
  }
  const status = await readFile(join(directory, 'status.json'), 'utf8').catch(() => null);
  assert.equal(status, null);
});

test('without a terminal and without --yes it stops with a clear message', async () => {
  const { code, output } = await quickstart();
  assert.equal(code, 2);
  assert.match(output, /^NO_TERMINAL: .* pass --yes/);
});
