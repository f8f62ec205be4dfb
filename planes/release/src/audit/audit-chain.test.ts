import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditRecord, chain, EMPTY_CHAIN, firstBreak } from './audit-chain.ts';

const record = (subject: string): AuditRecord => ({
  at: '2026-01-01T00:00:00.000Z',
  actor: 'grace',
  role: 'reviewer',
  action: 'review.decided',
  subject,
  details: { b: 1, a: [1, { d: null, c: 'x' }] },
});

test('entries continue the chain, and an untouched chain has no break', () => {
  const first = chain(EMPTY_CHAIN, [record('a'), record('b')]);
  const second = chain(first[1]!, [record('c')]);
  const all = [...first, ...second];
  assert.deepEqual(
    all.map(({ sequence }) => sequence),
    [1, 2, 3],
  );
  assert.deepEqual(
    all.map(({ previous }) => previous),
    ['', all[0]?.hash, all[1]?.hash],
  );
  assert.equal(firstBreak(EMPTY_CHAIN, all), null);
  assert.equal(firstBreak(all[0]!, all.slice(1)), null);
});

test('a changed, missing, added or swapped entry is found where it is', () => {
  const all = chain(EMPTY_CHAIN, ['a', 'b', 'c'].map(record));
  const [a, b, c] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
  assert.equal(firstBreak(EMPTY_CHAIN, [a, { ...b, actor: 'mallory' }, c]), 2);
  assert.equal(firstBreak(EMPTY_CHAIN, [a, { ...b, details: { ...b.details, b: 2 } }, c]), 2);
  assert.equal(firstBreak(EMPTY_CHAIN, [a, c]), 2);
  assert.equal(firstBreak(EMPTY_CHAIN, [b, c]), 1);
  assert.equal(firstBreak(EMPTY_CHAIN, [a, b, b, c]), 3);
  const rewritten = chain(a, [record('x')]);
  assert.equal(firstBreak(EMPTY_CHAIN, [a, ...rewritten, c]), 3, 'a recomputed hash breaks the next entry');
});
