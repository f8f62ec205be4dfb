import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAssignments, wholeNumber } from './assignments.ts';

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
