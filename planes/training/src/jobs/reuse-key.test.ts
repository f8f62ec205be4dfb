import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeyFacts, type NeededStep, reuseKey } from './reuse-key.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const rows = (letter: string): NeededStep => ({
  name: 'rows',
  kind: 'snapshot',
  output: { snapshot: { digest: digest(letter), rows: 3, bytes: 30 } },
  reuse_key: null,
});
const made = (key: string | null, artifact = 'a'): NeededStep => ({
  name: 'prepare',
  kind: 'command',
  output: { artifacts: [{ name: 'x', digest: digest(artifact), bytes: 1 }] },
  reuse_key: key,
});
const facts: KeyFacts = {
  job: 'delays',
  step: 'train',
  worker: digest('1'),
  needs: [rows('a'), made(digest('2'))],
};

test('the same inputs have the same key, in whatever order they are needed', () => {
  assert.equal(reuseKey(facts), reuseKey({ ...facts, needs: facts.needs.toReversed() }));
  assert.match(reuseKey(facts) ?? '', /^sha256:[0-9a-f]{64}$/);
});

test('another job, step, worker key, snapshot, artifact or history has another key', () => {
  const others: KeyFacts[] = [
    { ...facts, job: 'other' },
    { ...facts, step: 'other' },
    { ...facts, worker: digest('9') },
    { ...facts, needs: [rows('b'), made(digest('2'))] },
    { ...facts, needs: [rows('a'), made(digest('2'), 'b')] },
    { ...facts, needs: [rows('a'), made(digest('3'))] },
    { ...facts, needs: [rows('a')] },
  ];
  assert.equal(new Set([facts, ...others].map(reuseKey)).size, others.length + 1);
});

test('how rows were asked for does not matter, only what they are', () => {
  const asked = {
    ...rows('a'),
    output: { snapshot: { digest: digest('a'), rows: 3, bytes: 31 }, evaluation: 'x' },
  };
  assert.equal(reuseKey({ ...facts, needs: [asked, made(digest('2'))] }), reuseKey(facts));
});

test('what is never the same makes whatever needs it never the same', () => {
  assert.equal(reuseKey({ ...facts, worker: null }), null);
  assert.equal(reuseKey({ ...facts, needs: [rows('a'), made(null)] }), null);
});
