import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type IsolationRules, isHiddenBy, MOST_HOMES, planIsolation } from './isolation-plan.ts';

const RULES: IsolationRules = {
  hidden: ['/project/.slipway'],
  masked: ['/run/docker.sock'],
  frozen: ['/sys'],
};
const OWN = '/project/.slipway/steps/run-2/train/1';
const places = (own: string | null, ...readOnly: string[]) => ({ own, readOnly });

test('the data directory is hidden, the own part of a step is put back, and then nothing can be added', () => {
  assert.deepEqual(planIsolation(RULES, places(OWN, `${OWN}/inputs`)), {
    always: [
      { how: 'hide', path: '/project/.slipway' },
      { how: 'mask', path: '/run/docker.sock' },
      { how: 'freeze', path: '/sys' },
    ],
    own: [
      { how: 'keep', path: OWN, home: 0, within: 'steps/run-2/train/1' },
      { how: 'seal', path: '/project/.slipway' },
      { how: 'freeze', path: `${OWN}/inputs` },
    ],
  });
});

test('what is the same for all steps does not depend on the step', () => {
  assert.deepEqual(planIsolation(RULES, places(null)).always, planIsolation(RULES, places(OWN)).always);
});

test('a directory within a hidden one is hidden with it; one that only begins like it is another', () => {
  const hidden = ['/data/spool', '/data', '/data-2', '/data'];
  const { always } = planIsolation(
    { hidden, masked: ['/data/socket'], frozen: [] },
    places('/data-2/steps/1'),
  );
  assert.deepEqual(always, [
    { how: 'hide', path: '/data' },
    { how: 'hide', path: '/data-2' },
  ]);
});

test('the own part lies in whichever of the hidden directories it is in', () => {
  const hidden = ['/blobs', '/steps'];
  const { own } = planIsolation({ hidden, masked: [], frozen: [] }, places('/steps/r/s/1'));
  assert.deepEqual(own[0], { how: 'keep', path: '/steps/r/s/1', home: 1, within: 'r/s/1' });
});

test('nobody owns the whole of a hidden directory, what lies outside, or another directory to read', () => {
  const kept = (own: string) => planIsolation(RULES, places(own, '/project/.slipway/blobs', '/etc')).own;
  assert.deepEqual(kept('/project/.slipway'), [{ how: 'seal', path: '/project/.slipway' }]);
  assert.deepEqual(kept('/elsewhere'), [{ how: 'seal', path: '/project/.slipway' }]);
  assert.ok(!kept(OWN).some(({ how }) => how === 'freeze'));
});

test('more directories than can be kept open have no own part', () => {
  const hidden = Array.from({ length: MOST_HOMES + 1 }, (_, index) => `/hidden-${index}`);
  const { own } = planIsolation({ hidden, masked: [], frozen: [] }, places(`/hidden-${MOST_HOMES}/steps`));
  assert.ok(!own.some(({ how }) => how === 'keep'));
});

test('a path is gone when it is hidden and not kept', () => {
  const plan = planIsolation(RULES, places(OWN));
  for (const path of [
    '/project/.slipway',
    '/project/.slipway/blobs/ab',
    '/project/.slipway/steps/run-2/train/10',
  ])
    assert.ok(isHiddenBy(plan, path), path);
  for (const path of [OWN, `${OWN}/code`, '/project', '/project/.slipway-2', '/'])
    assert.ok(!isHiddenBy(plan, path), path);
});
