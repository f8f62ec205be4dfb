import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preparePoints } from '../stack/points.ts';
import { processesOf, startTestStack } from '../stack/test-stack.ts';
import { evaluation } from './evaluation.ts';
import { runAgain } from './run-again.ts';
import { triggers } from './triggers.ts';

test('training: evaluated, made again, triggered and watched', async (t) => {
  const stack = await startTestStack(t);
  await preparePoints(stack);
  await t.test('what a trainer says of its model changes nothing in its evaluation', (inner) =>
    evaluation(inner, stack),
  );
  await t.test('what a run did is done again: reused, afresh, or to prove that it can be', (inner) =>
    runAgain(inner, stack),
  );
  await t.test(
    'what is triggered trains, and waits for a person; watching goes through the death of control',
    (inner) => triggers(inner, stack),
  );
  await stack.stop();
  assert.deepEqual(await processesOf(stack.directory), []);
});
