import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCode } from './code-plan.ts';

const commit = 'c0ffee'.padEnd(40, '0');
const other = 'beef'.padEnd(40, '0');
const changes = `+sha256:${'1'.repeat(64)}`;
const clean = { directory: '/job', commit, dirty: false };

test('code that is as it was runs where it is, in a commit or not', () => {
  for (const state of [
    `git:${commit}:job/`,
    `git:${commit}:job/${changes}`,
    `files:sha256:${'2'.repeat(64)}`,
  ])
    assert.deepEqual(planCode(state, clean, { state }), { kind: 'as-it-is' });
});

test('another commit by now, or changes since: the recorded commit is taken from the repository', () => {
  for (const state of [`git:${other}:job/`, `git:${commit}:job/${changes}`])
    assert.deepEqual(planCode(`git:${commit}:job/`, clean, { state }), {
      kind: 'commit',
      commit,
      folder: 'job/',
    });
});

test('changes that no commit holds are gone', () => {
  const dirty = planCode(`git:${commit}:job/${changes}`, clean, { state: `git:${commit}:job/` });
  assert.match(dirty.kind === 'impossible' ? dirty.reason : '', /changes on top of commit c0ffee/);
  const files = planCode(`files:sha256:${'2'.repeat(64)}`, clean, {
    state: `files:sha256:${'3'.repeat(64)}`,
  });
  assert.match(files.kind === 'impossible' ? files.reason : '', /was in no commit/);
});

test('without a noted state the commit of the applied job decides', () => {
  const now = { state: `git:${other}:job/` };
  assert.deepEqual(planCode(null, clean, now), { kind: 'commit', commit, folder: 'job/' });
  assert.deepEqual(planCode(null, clean, { state: `git:${commit}:job/` }), { kind: 'as-it-is' });
  assert.equal(planCode(null, { ...clean, commit: null }, now).kind, 'impossible');
  assert.equal(planCode(null, { ...clean, dirty: true }, now).kind, 'impossible');
  assert.equal(planCode(null, clean, { state: `files:sha256:${'2'.repeat(64)}` }).kind, 'impossible');
});
