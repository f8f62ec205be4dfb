import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatchUpPolicy, OverlapPolicy } from '@slipway/contracts';
import { decideTicks, MOST_TICKS, policyOf, type ScheduleSight } from './tick-decision.ts';

const MINUTE = 60_000;
const NOW = 1_790_000_000_000;
/** Ticks so many minutes ago, oldest first. */
const ago = (...minutes: number[]): number[] => minutes.map((each) => NOW - each * MINUTE);

const states = (overlap: OverlapPolicy, catchUp: CatchUpPolicy, sight: Partial<ScheduleSight>): string[] =>
  decideTicks({ overlap, catchUp }, { due: [], now: NOW, active: false, waiting: 0, ...sight }).ticks.map(
    ({ state }) => state,
  );

test('without a word about it, ticks do not overlap, and an absence is made up for by one run', () => {
  assert.deepEqual(policyOf({ cron: '* * * * *', timezone: 'UTC' }), { overlap: 'skip', catchUp: 'latest' });
});

test('a tick that is seen in time starts a run, whatever the policies', () => {
  for (const overlap of ['skip', 'queue', 'replace'] as const)
    for (const catchUp of ['none', 'latest', 'all'] as const)
      assert.deepEqual(states(overlap, catchUp, { due: ago(0.1) }), ['waiting']);
});

test('overlap: skip starts nothing, queue waits, replace waits for the place of the other one', () => {
  assert.deepEqual(states('skip', 'latest', { due: ago(0), active: true }), ['skipped']);
  assert.deepEqual(states('skip', 'latest', { due: ago(0), waiting: 1 }), ['skipped']);
  assert.deepEqual(states('queue', 'latest', { due: ago(0), active: true }), ['waiting']);
  assert.deepEqual(states('replace', 'latest', { due: ago(0), active: true }), ['waiting']);
});

test('replace lets one wait at most: the newest', () => {
  const policy = { overlap: 'replace', catchUp: 'latest' } as const;
  const sight = { due: ago(0), now: NOW, active: true };
  assert.equal(decideTicks(policy, { ...sight, waiting: 1 }).replacesWaiting, true);
  assert.equal(decideTicks(policy, { ...sight, waiting: 0 }).replacesWaiting, false);
  assert.equal(decideTicks({ ...policy, overlap: 'queue' }, { ...sight, waiting: 1 }).replacesWaiting, false);
});

test('catch-up: none makes up for nothing, latest with one run, all with one each', () => {
  const due = ago(300, 200, 100);
  assert.deepEqual(states('skip', 'none', { due }), ['missed', 'missed', 'missed']);
  assert.deepEqual(states('skip', 'latest', { due }), ['merged', 'merged', 'waiting']);
  assert.deepEqual(states('queue', 'all', { due }), ['waiting', 'waiting', 'waiting']);
});

test('a tick that is in time stands for those before it', () => {
  const due = ago(200, 100, 0);
  assert.deepEqual(states('skip', 'latest', { due }), ['merged', 'merged', 'waiting']);
  assert.deepEqual(states('skip', 'none', { due }), ['missed', 'missed', 'waiting']);
});

test('several ticks of one look, as of a schedule of seconds, start one run unless they queue', () => {
  const due = ago(0.5, 0.4, 0.3);
  assert.deepEqual(states('skip', 'none', { due }), ['merged', 'merged', 'waiting']);
  assert.deepEqual(states('replace', 'none', { due }), ['merged', 'merged', 'waiting']);
  assert.deepEqual(states('queue', 'none', { due }), ['waiting', 'waiting', 'waiting']);
});

test('an absence is not made up for while an earlier run goes on and ticks do not queue', () => {
  assert.deepEqual(states('skip', 'latest', { due: ago(300, 200), active: true }), ['merged', 'skipped']);
});

test('no more than a hundred wait', () => {
  const due = ago(...Array.from({ length: 10 }, (_, index) => 1 - index / 10));
  const found = states('queue', 'latest', { due, active: true, waiting: MOST_TICKS - 3 });
  assert.deepEqual(found, [...Array(3).fill('waiting'), ...Array(7).fill('skipped')]);
});

test('late is what is seen more than a minute after its time', () => {
  const { ticks } = decideTicks(
    { overlap: 'queue', catchUp: 'all' },
    { due: ago(1.1, 1), now: NOW, active: false, waiting: 0 },
  );
  assert.deepEqual(
    ticks.map(({ late }) => late),
    [true, false],
  );
});
