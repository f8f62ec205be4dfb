import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchPlan, Trial } from '@slipway/contracts';
import { shownTrials } from './shown-trials.ts';

const trial = (number: number, metric: number | null, rung = 0): Trial => ({
  number,
  rung,
  parameters: {},
  state: metric === null ? 'failed' : 'succeeded',
  run: `run-${rung}-${number}`,
  metric,
  reason: null,
});
const plan = (goal: SearchPlan['metric']['goal']): SearchPlan => ({
  strategy: 'halving',
  parameters: {},
  metric: { name: 'loss', goal },
  parallel: 2,
});
const numbers = (trials: readonly Trial[]) => trials.map(({ rung, number }) => `${rung}/${number}`);

test('the highest rung first, on a rung the best first, and what has no figure last', () => {
  const trials = [trial(0, 3), trial(1, null), trial(2, 1), trial(3, 3), trial(2, 2, 1)];
  assert.deepEqual(numbers(shownTrials({ plan: plan('minimize'), trials }, 'none').trials), [
    '1/2',
    '0/2',
    '0/0',
    '0/3',
    '0/1',
  ]);
  assert.equal(shownTrials({ plan: plan('maximize'), trials }, 'none').trials[1]?.number, 0);
});

test('of many trials the best are shown, and that of the run itself wherever it stands', () => {
  const trials = Array.from({ length: 1000 }, (_, number) => trial(number, number));
  const best = shownTrials({ plan: plan('minimize'), trials }, 'none');
  assert.deepEqual([best.trials.length, best.left], [30, 970]);
  const own = shownTrials({ plan: plan('minimize'), trials }, 'run-0-999');
  assert.deepEqual([own.trials.length, own.left, own.trials.at(-1)?.number], [31, 969, 999]);
});

test('a search without a trial shows none', () => {
  assert.deepEqual(shownTrials({ plan: plan('minimize'), trials: [] }, 'none'), { trials: [], left: 0 });
});
