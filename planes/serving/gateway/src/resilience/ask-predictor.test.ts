import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';
import { rowsToTensors } from '@slipway/inference/rows';
import { createLogger } from '@slipway/platform';
import { startChild } from '../fixtures/child-process.ts';
import { type Behaviour, startFakePredictor } from '../fixtures/fake-predictor.ts';
import { signature } from '../fixtures/signed-routing.ts';
import { askPredictor, type Question } from './ask-predictor.ts';
import { PredictorRegister } from './predictor-register.ts';
import { RetryBudget } from './retry-budget.ts';

/** Predictors at these addresses, healthy and held. */
const hold = async (t: TestContext, ...addresses: string[]) => {
  const register = new PredictorRegister({ gateway: 'gateway', logger: createLogger('test', 'silent') });
  const predictors = addresses.map((address, index) =>
    register.hold({ id: `p${index}`, address, deployment: 'd', release: 'delays-1-1' }),
  );
  t.after(async () => {
    for (const predictor of predictors) register.release(predictor);
    await register.close();
  });
  await register.settled();
  return predictors;
};

const fakes = async (t: TestContext, ...behaviours: Partial<Behaviour>[]) => {
  const started = await Promise.all(behaviours.map((each) => startFakePredictor(each)));
  t.after(() => Promise.all(started.map((each) => each.close())));
  return { started, predictors: await hold(t, ...started.map(({ address }) => address)) };
};

const budget = () => new RetryBudget(0.2);

const question = (
  predictors: Question['predictors'],
  distances: readonly number[],
  changes: Partial<Question> = {},
): Question => ({
  variant: 'v1',
  predictors,
  path: '/v2/models/delays/infer',
  signature,
  tensors: rowsToTensors(
    signature,
    distances.map((distance) => ({ distance })),
  ),
  rows: distances.length,
  requestId: `r-${distances[0]}`,
  remainingMs: 2000,
  timeoutMs: 2000,
  tryTimeoutMs: null,
  retries: 2,
  budget: budget(),
  hedgeAfterMs: null,
  traceparent: null,
  onRetry: () => undefined,
  ...changes,
});
/** As a promise. */
const asked = async (given: Question) => askPredictor(given);

const scores = ({ outputs }: Awaited<ReturnType<typeof askPredictor>>) =>
  [...(outputs[0]!.data as Float32Array)].map((score) => Math.round(score * 1000));

test('questions of one turn travel as one request, and each gets its own rows', async (t) => {
  const { started, predictors } = await fakes(t, {});
  const asked = Array.from({ length: 50 }, (_, index) =>
    askPredictor(question(predictors, index % 3 === 0 ? [index, index + 100] : [index])),
  );
  const answers = await Promise.all(asked);
  answers.forEach((answer, index) => {
    assert.deepEqual(scores(answer), index % 3 === 0 ? [index, index + 100] : [index]);
    assert.equal(answer.predictor, 'p0');
  });
  assert.equal(started[0]!.asked(), 1);
  const { requests, exchanges, inFlight } = predictors[0]!.statistics();
  assert.deepEqual({ requests, exchanges, inFlight }, { requests: 50, exchanges: 1, inFlight: 0 });
});

test('at most 512 rows travel together, and what wants other outputs travels apart', async (t) => {
  const { started, predictors } = await fakes(t, {});
  const rows = (from: number) => Array.from({ length: 200 }, (_, index) => (from + index) % 500);
  const answers = await Promise.all(
    [0, 1, 2, 3].map((from) => askPredictor(question(predictors, rows(from)))),
  );
  assert.equal(started[0]!.asked(), 2);
  answers.forEach((answer, from) => {
    assert.deepEqual(scores(answer), rows(from));
  });
  await Promise.all([
    askPredictor(question(predictors, [1])),
    askPredictor(question(predictors, [2], { outputs: ['score'] })),
  ]);
  assert.equal(started[0]!.asked(), 4);
});

test('a bad row does not fail its neighbours: each is sent alone once', async (t) => {
  const { started, predictors } = await fakes(t, {});
  const refused = new SlipwayError('TENSOR_VALUE', { tensor: 'distance', index: 0, reason: 'no' });
  Object.assign(started[0]!.behaviour, { badDistance: 7, faultBody: JSON.stringify(refused) });
  const answers = await Promise.allSettled(
    [5, 7, 9].map((each) => askPredictor(question(predictors, [each]))),
  );
  assert.deepEqual(
    answers.map((each) => (each.status === 'fulfilled' ? scores(each.value)[0] : each.reason.code)),
    [5, 'TENSOR_VALUE', 9],
  );
  assert.equal(started[0]!.asked(), 4);
});

test('every question has its own deadline; the request is given up when nobody waits any more', async (t) => {
  const { started, predictors } = await fakes(t, { delayMs: 150 });
  const [late, early] = await Promise.allSettled([
    askPredictor(question(predictors, [1])),
    askPredictor(question(predictors, [2], { remainingMs: 40, timeoutMs: 40 })),
  ]);
  assert.equal(late!.status, 'fulfilled');
  assert.equal((early as PromiseRejectedResult).reason.code, 'TIMEOUT');
  assert.equal(started[0]!.asked(), 1);
  await assert.rejects(asked(question(predictors, [3], { remainingMs: 20 })), { code: 'TIMEOUT' });
  await sleep(10);
  assert.equal(predictors[0]!.statistics().inFlight, 0);
});

test('a predictor that is stopped costs each request the try timeout once, and is suspect then', async (t) => {
  const stopped = await startChild(t, 'fake-predictor.main.ts');
  const { started } = await fakes(t, {});
  const predictors = await hold(t, stopped.address, started[0]!.address);
  stopped.child.kill('SIGSTOP');
  let retries = 0;
  const ask = (distance: number) =>
    askPredictor(question(predictors, [distance], { tryTimeoutMs: 60, onRetry: () => retries++ }));
  const began = performance.now();
  const answers = await Promise.all([1, 2, 3, 4].map(ask));
  const again = await Promise.all([5, 6, 7, 8].map(ask));
  assert.deepEqual([...answers, ...again].flatMap(scores), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(performance.now() - began < 1500);
  // All four went the same way in one turn, or none did.
  assert.ok(retries === 4 || retries === 0, `${retries}`);
  await Promise.all(Array.from({ length: 3 }, async (_, turn) => sleep(turn).then(() => ask(turn))));
  assert.ok(['suspect', 'ready'].includes(predictors[0]!.state));
  stopped.child.kill('SIGCONT');
});

test('without a try timeout a silent predictor gets company when half of the time is over', async (t) => {
  const { predictors, started } = await fakes(t, { fault: 'hang' }, {});
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      await sleep(index);
      return askPredictor(question(predictors, [index], { remainingMs: 400, timeoutMs: 400 }));
    }),
  );
  assert.deepEqual(answers.flatMap(scores), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok(started[0]!.asked() > 0);
  assert.deepEqual([...new Set(answers.map(({ predictor }) => predictor))], ['p1']);
});

test('a hedge asks a second predictor, and the first good answer wins', async (t) => {
  const { predictors } = await fakes(t, { delayMs: 1900 });
  const { started, predictors: quick } = await fakes(t, {});
  const spending = budget();
  const began = performance.now();
  const answer = await askPredictor(
    question([predictors[0]!, quick[0]!], [1], { hedgeAfterMs: 20, budget: spending }),
  );
  assert.equal(scores(answer)[0], 1);
  assert.ok(performance.now() - began < 1500);
  const { retries, hedges } = spending.statistics();
  assert.ok(retries === 0 && hedges <= started[0]!.asked());
});

test('the budget bounds further tries, but nobody pays for what has reached nobody', async (t) => {
  const { predictors } = await fakes(t, { fault: 500 }, { fault: 500 });
  const spent = budget();
  while (spent.take('retry', performance.now()));
  let retries = 0;
  const change = { budget: spent, onRetry: () => retries++ };
  await assert.rejects(asked(question(predictors, [1], change)), { code: 'PREDICTOR_FAILED' });
  assert.equal(retries, 0);
  const { started, predictors: gone } = await fakes(t, {}, {});
  await started[0]!.close();
  const answers = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      await sleep(index);
      return askPredictor(question(gone, [index], change));
    }),
  );
  assert.deepEqual(answers.flatMap(scores), [0, 1, 2, 3, 4, 5]);
});

test('the breaker of a predictor that only fails opens, so that nobody waits for it', async (t) => {
  const { started, predictors } = await fakes(t, { fault: 500 });
  for (let index = 0; index < 5; index++)
    await assert.rejects(asked(question(predictors, [1])), { code: 'PREDICTOR_FAILED' });
  await assert.rejects(asked(question(predictors, [1])), { code: 'NO_PREDICTOR' });
  assert.equal(started[0]!.asked(), 5);
  assert.equal(predictors[0]!.statistics().breaker, 'open');
  started[0]!.behaviour.fault = 'none';
  await sleep(520);
  assert.equal(predictors[0]!.statistics().breaker, 'half-open');
  assert.equal(scores(await askPredictor(question(predictors, [1])))[0], 1);
  assert.equal(predictors[0]!.statistics().breaker, 'closed');
});
