import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepState } from '@slipway/contracts';
import { nextState, type StepEvent, type StepProgress } from './step-transition.ts';

const retry = { limit: 2, delaySeconds: 3 };
const step = (state: StepState, more: Partial<StepProgress> = {}): StepProgress => ({
  state,
  attempt: 1,
  failures: 0,
  losses: 0,
  ...more,
});

const STATES: readonly StepState[] = [
  'waiting',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
];
/** The whole table: event, and for each state where it leads; a state that is missing refuses the event. */
const TABLE: readonly (readonly [StepEvent, Partial<Record<StepState, StepState>>])[] = [
  [{ kind: 'ready' }, { waiting: 'queued' }],
  [{ kind: 'leased' }, { queued: 'running' }],
  [{ kind: 'completed' }, { running: 'succeeded' }],
  [{ kind: 'failed', retryable: true }, { running: 'queued' }],
  [{ kind: 'failed', retryable: false }, { running: 'failed' }],
  [{ kind: 'lost' }, { running: 'queued' }],
  [{ kind: 'cancelled' }, { waiting: 'cancelled', queued: 'cancelled', running: 'cancelled' }],
  [{ kind: 'skipped' }, { waiting: 'skipped' }],
  [{ kind: 'reset' }, { failed: 'waiting', skipped: 'waiting' }],
];

test('every event leads where the table says, and nowhere from any other state', () => {
  for (const [event, targets] of TABLE) {
    for (const state of STATES) {
      const next = nextState(step(state), retry, event)?.state;
      assert.equal(next, targets[state], `${event.kind} in ${state}`);
    }
  }
});

test('only a lease begins a new attempt', () => {
  assert.equal(nextState(step('queued', { attempt: 4 }), retry, { kind: 'leased' })?.attempt, 5);
  assert.equal(nextState(step('running', { attempt: 4 }), retry, { kind: 'lost' })?.attempt, 4);
});

test('retries wait twice as long each time, until the limit', () => {
  const failed: StepEvent = { kind: 'failed', retryable: true };
  const after = (failures: number) => nextState(step('running', { failures }), retry, failed);
  assert.deepEqual([after(0)?.delaySeconds, after(1)?.delaySeconds], [3, 6]);
  assert.equal(after(2)?.state, 'failed');
});

test('a lost worker costs an allowance first, then a retry, then the step', () => {
  const lost: StepEvent = { kind: 'lost' };
  const first = nextState(step('running'), retry, lost);
  assert.deepEqual([first?.losses, first?.failures, first?.delaySeconds], [1, 0, 0]);
  const third = nextState(step('running', { losses: 2 }), retry, lost);
  assert.deepEqual([third?.state, third?.losses, third?.failures], ['queued', 2, 1]);
  assert.equal(nextState(step('running', { losses: 2, failures: 2 }), retry, lost)?.state, 'failed');
});

test('a reset gives all tries back but keeps counting attempts', () => {
  const reset = nextState(step('failed', { attempt: 3, failures: 2, losses: 2 }), retry, { kind: 'reset' });
  assert.deepEqual(reset, { state: 'waiting', attempt: 3, failures: 0, losses: 0, delaySeconds: 0 });
});
