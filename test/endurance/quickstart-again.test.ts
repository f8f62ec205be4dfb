import { test } from 'node:test';
import { temporaryDirectory } from '../stack/test-stack.ts';
import { runWholeLoop } from '../stack/whole-loop.ts';

test('the quickstart runs again on the directory of an earlier one, and goes on with its versions', async (t) => {
  const directory = await temporaryDirectory(t);
  await runWholeLoop(directory, [1, 2, 3]);
  await runWholeLoop(directory, [4, 5, 6]);
});
