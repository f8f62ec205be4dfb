import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepState } from '@slipway/contracts';
import { blockedSteps, readySteps, runState, type StepNode } from './run-state.ts';

/** extract → train → register → evaluate; extract → report; holdout after register, before evaluate. */
const NEEDS = {
  extract: [],
  train: ['extract'],
  report: ['extract'],
  register: ['train'],
  holdout: ['register'],
  evaluate: ['register', 'holdout'],
} as const;

const run = (states: Partial<Record<keyof typeof NEEDS, StepState>>): StepNode[] =>
  Object.entries(NEEDS).map(([name, needs]) => {
    const state = states[name as keyof typeof NEEDS] ?? 'waiting';
    return { name, needs, state, attempt: ['waiting', 'queued', 'skipped'].includes(state) ? 0 : 1 };
  });

test('a step is ready when all that it needs has succeeded', () => {
  assert.deepEqual(readySteps(run({})), ['extract']);
  assert.deepEqual(readySteps(run({ extract: 'running' })), []);
  assert.deepEqual(readySteps(run({ extract: 'succeeded' })), ['train', 'report']);
  assert.deepEqual(
    readySteps(run({ extract: 'succeeded', train: 'succeeded', report: 'failed', register: 'succeeded' })),
    ['holdout'],
  );
});

test('whatever follows a step that will not succeed is blocked, and nothing else', () => {
  assert.deepEqual(blockedSteps(run({ extract: 'succeeded', train: 'failed' })), [
    'register',
    'holdout',
    'evaluate',
  ]);
  assert.deepEqual(blockedSteps(run({ extract: 'succeeded', train: 'running', report: 'failed' })), []);
});

test('the state of a run follows from its steps', () => {
  const failed = { train: 'failed', register: 'skipped', holdout: 'skipped', evaluate: 'skipped' } as const;
  const cases: [Partial<Record<keyof typeof NEEDS, StepState>>, string][] = [
    [{}, 'queued'],
    [{ extract: 'queued' }, 'queued'],
    [{ extract: 'running' }, 'running'],
    [{ extract: 'succeeded', train: 'queued' }, 'running'],
    [{ extract: 'succeeded', ...failed, report: 'running' }, 'running'],
    [{ extract: 'succeeded', ...failed, report: 'succeeded' }, 'failed'],
    [{ ...failed, extract: 'succeeded', report: 'cancelled' }, 'cancelled'],
  ];
  for (const [states, expected] of cases)
    assert.equal(runState(run(states)), expected, JSON.stringify(states));
  assert.equal(runState(run({}).map((step) => ({ ...step, state: 'succeeded', attempt: 1 }))), 'succeeded');
});
