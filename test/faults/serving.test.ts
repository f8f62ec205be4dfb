import { test } from 'node:test';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { startTestStack } from '../stack/test-stack.ts';
import { killPlanes, startWithoutControl } from './kill-planes.ts';
import { killGateway, killPredictors } from './kill-serving.ts';
import { failingStep, flippedByte, unapproved } from './refused-models.ts';

test('serving while something is refused, fails or is killed', async (t) => {
  const stack = await startTestStack(t);
  await preparePoints(stack);
  const release = await releasePoints(stack, 0.1);
  const deployment = await servePoints(stack, release, 'v1', 2);

  await t.test(
    'a flipped byte in the model file is refused by the predictor, with the reason in status',
    () => flippedByte(stack),
  );
  await t.test('an unapproved version has no release, and its author cannot make one', () =>
    unapproved(stack),
  );
  await t.test(
    'a failing training step fails its run with the last log lines, and serving is untouched',
    () => failingStep(stack),
  );
  await t.test(
    'with steady load, kill -9 of control, worker, log and a training step fails no prediction',
    () => killPlanes(stack),
  );
  await t.test('gateway and predictors start from their last good documents while control is dead', () =>
    startWithoutControl(stack, deployment, release.id),
  );
  await t.test(
    'after kill -9 of the gateway the warehouse holds every answered prediction exactly once',
    () => killGateway(stack),
  );
  await t.test('kill -9 of one of two predictors of a variant fails no prediction', () =>
    killPredictors(stack, deployment),
  );
});
