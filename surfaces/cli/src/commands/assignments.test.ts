import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, parseAssignments, time, wholeNumber } from './assignments.ts';

test('values are numbers, booleans or text; text may hold an equals sign', () => {
  assert.deepEqual(parseAssignments(['a=1', 'b=true', 'c=x=y', 'd=', 'e=2001-01-01']), {
    a: 1,
    b: true,
    c: 'x=y',
    d: '',
    e: '2001-01-01',
  });
  assert.throws(() => parseAssignments(['nothing']), { code: 'INVALID_REQUEST', field: 'nothing' });
  assert.throws(() => parseAssignments(['=1']), { code: 'INVALID_REQUEST' });
});

test('a whole number is checked and named', () => {
  assert.equal(wholeNumber('--limit')('12'), 12);
  assert.throws(() => wholeNumber('--limit')('1.5'), { code: 'INVALID_REQUEST', field: '--limit' });
});

test('a number and a time are checked and named', () => {
  assert.equal(decimal('--coverage')('0.25'), 0.25);
  for (const text of ['', ' ', 'x', 'Infinity', '1,5'])
    assert.throws(() => decimal('--coverage')(text), { code: 'INVALID_REQUEST', field: '--coverage' });
  assert.equal(time('--at')('2026-01-02'), '2026-01-02T00:00:00.000Z');
  assert.equal(time('--at')('2026-01-02T03:04:05+09:00'), '2026-01-01T18:04:05.000Z');
  assert.throws(() => time('--at')('noon'), { code: 'INVALID_REQUEST', field: '--at', message: /"noon"/ });
});
