import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../stack/test-stack.ts';
import { quickstart, runWholeLoop } from '../stack/whole-loop.ts';

// That it runs a second time on the same directory: test/endurance/quickstart-again.test.ts.
test('the whole loop on a sample of the flights, with real processes', async (t) => {
  const directory = await temporaryDirectory(t);
  await runWholeLoop(directory, [1, 2, 3]);
  const status = await readFile(join(directory, 'status.json'), 'utf8').catch(() => null);
  assert.equal(status, null);
});

test('without a terminal and without --yes it stops with a clear message', async () => {
  const { code, output } = await quickstart();
  assert.equal(code, 2);
  assert.match(output, /^NO_TERMINAL: .* pass --yes/);
});
