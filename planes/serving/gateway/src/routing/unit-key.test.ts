import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitKeyOf } from './unit-key.ts';

const header = { from: 'header', name: 'X-User' } as const;
const feature = { from: 'feature', name: 'route' } as const;

test('the unit that the request names goes before every source', () => {
  assert.equal(unitKeyOf('me', header, { 'x-user': 'you' }, {}), 'me');
});

test('a header is found whatever its case, a feature by its name', () => {
  assert.equal(unitKeyOf(undefined, header, { 'x-user': 'you' }, {}), 'you');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: 'ATL-LAX' }), 'ATL-LAX');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: 7 }), '7');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: false }), 'false');
});

test('what is missing or empty is no unit', () => {
  assert.equal(unitKeyOf(undefined, null, {}, {}), null);
  assert.equal(unitKeyOf(undefined, header, {}, {}), null);
  for (const route of [null, '']) assert.equal(unitKeyOf(undefined, feature, {}, { route }), null);
  assert.equal(unitKeyOf(undefined, feature, {}, undefined), null);
});
