import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchPlan, type TrialState } from '@slipway/contracts';
import { bestTrial, nextMove, type SearchFacts, type TrialFact } from './search-decision.ts';

const plan = SearchPlan.parse({
  strategy: 'random',
  parameters: { rate: { min: 0, max: 1 } },
  metric: { name: 'loss', goal: 'minimize' },
  trials: 4,
  parallel: 2,
});
const trial = (number: number, state: TrialState, metric: number | null = null, rung = 0): TrialFact => ({
  rung,
  number,
  parameters: { rate: number },
  state,
  metric,
  runKey: `search-1/${rung}/${number}`,
  reason: state === 'failed' ? `trial ${number} broke` : null,
});
const move = (trials: TrialFact[], more: Partial<SearchFacts> = {}) =>
  nextMove({ plan, register: true, ending: null, final: null, trials, ...more });
const done = [
  trial(0, 'succeeded', 0.4),
  trial(1, 'succeeded', 0.2),
  trial(2, 'failed'),
  trial(3, 'succeeded', 0.3),
];

test('as many trials are started as may run at the same time', () => {
  const waiting = [0, 1, 2, 3].map((number) => trial(number, 'waiting'));
  const first = move(waiting);
  assert.deepEqual(first.kind === 'start' && first.trials.map(({ number }) => number), [0, 1]);
  assert.deepEqual(move([trial(0, 'running'), trial(1, 'running'), ...waiting.slice(2)]), { kind: 'wait' });
  const next = move([trial(0, 'failed'), trial(1, 'running'), ...waiting.slice(2)]);
  assert.deepEqual(next.kind === 'start' && next.trials.map(({ number }) => number), [2]);
});

test('the best succeeded trial wins, of equal ones the first; failed ones never do', () => {
  assert.equal(bestTrial(done, 'minimize')?.number, 1);
  assert.equal(bestTrial(done, 'maximize')?.number, 0);
  assert.equal(bestTrial([trial(1, 'succeeded', 1), trial(0, 'succeeded', 1)], 'maximize')?.number, 0);
  assert.equal(bestTrial([trial(0, 'failed'), trial(1, 'running'), trial(2, 'cancelled')], 'minimize'), null);
});

test('the best one is run once more to be registered, unless nobody wants that', () => {
  assert.deepEqual(move(done), { kind: 'final', parameters: { rate: 1 } });
  assert.deepEqual(move(done, { register: false }), { kind: 'finish', state: 'succeeded', reason: null });
  const final = (state: 'running' | 'succeeded' | 'failed') => move(done, { final: { id: 'run-9', state } });
  assert.deepEqual(final('running'), { kind: 'wait' });
  assert.deepEqual(final('succeeded'), { kind: 'finish', state: 'succeeded', reason: null });
  assert.deepEqual(final('failed'), {
    kind: 'finish',
    state: 'failed',
    reason: 'the final run run-9 failed',
  });
});

test('a search of which every trial failed has failed, with the first reason', () => {
  assert.deepEqual(move([trial(0, 'cancelled'), trial(1, 'failed'), trial(2, 'failed')]), {
    kind: 'finish',
    state: 'failed',
    reason: 'no trial succeeded: trial 1 broke',
  });
});

test('what ends a search stops its runs first', () => {
  const ending = { as: 'cancelled', reason: 'cancelled by Ada' } as const;
  assert.deepEqual(move([trial(0, 'running'), trial(1, 'waiting')], { ending }), { kind: 'stop' });
  assert.deepEqual(move(done, { ending, final: { id: 'run-9', state: 'queued' } }), { kind: 'stop' });
  assert.deepEqual(move([trial(0, 'succeeded', 1), trial(1, 'waiting')], { ending }), {
    kind: 'finish',
    state: 'cancelled',
    reason: 'cancelled by Ada',
  });
});

const halvingPlan: SearchPlan = {
  ...plan,
  strategy: 'halving',
  trials: 9,
  halving: { resource: 'epochs', min: 1, max: 9, reduction: 3 },
};
const rungZero = [5, 3, 8, 1, 9, 2, 7, 6, 4].map((loss, number) => trial(number, 'succeeded', loss));

test('the best third of a rung goes on with three times the resource', () => {
  assert.deepEqual(move(rungZero, { plan: halvingPlan }), {
    kind: 'next-rung',
    trials: [
      { rung: 1, number: 1, parameters: { rate: 1, epochs: 3 } },
      { rung: 1, number: 3, parameters: { rate: 3, epochs: 3 } },
      { rung: 1, number: 5, parameters: { rate: 5, epochs: 3 } },
    ],
  });
  const open = [...rungZero, trial(1, 'succeeded', 4, 1), trial(3, 'running', null, 1)];
  assert.deepEqual(move(open, { plan: halvingPlan }), { kind: 'wait' });
});

test('fewer go on when fewer succeeded, and a rung without a result leaves the winner to the one before', () => {
  const mostlyFailed = rungZero.map((fact) => (fact.number < 2 ? fact : trial(fact.number, 'failed')));
  const next = move(mostlyFailed, { plan: halvingPlan });
  assert.equal(next.kind === 'next-rung' && next.trials.length, 2);
  const broken = [1, 3, 5].map((number) => trial(number, 'failed', null, 1));
  assert.deepEqual(move([...rungZero, ...broken], { plan: halvingPlan }), {
    kind: 'final',
    parameters: { rate: 3 },
  });
});

test('a figure of the last rung beats a better one that was had with less', () => {
  const climbed = [...rungZero, trial(3, 'succeeded', 2, 1), trial(1, 'succeeded', 2.5, 1)];
  assert.deepEqual(bestTrial(climbed, 'minimize'), trial(3, 'succeeded', 2, 1));
});
