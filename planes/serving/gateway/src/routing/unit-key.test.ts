import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieValue } from './cookie-value.ts';
import { isUnitPerRow, unitKeyOf } from './unit-key.ts';

const header = { from: 'header', name: 'X-User', fallback: null } as const;
const feature = { from: 'feature', name: 'route', fallback: null } as const;
const cookie = { from: 'cookie', name: 'session', fallback: null } as const;

test('the unit that the request names goes before every source', () => {
  assert.equal(unitKeyOf('me', header, { 'x-user': 'you' }, {}), 'me');
});

test('a header is found whatever its case, a feature by its name', () => {
  assert.equal(unitKeyOf(undefined, header, { 'x-user': 'you' }, {}), 'you');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: 'ATL-LAX' }), 'ATL-LAX');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: 7 }), '7');
  assert.equal(unitKeyOf(undefined, feature, {}, { route: false }), 'false');
});

test('a cookie is found among others, whole and without its quotes', () => {
  assert.equal(unitKeyOf(undefined, cookie, { cookie: 'a=1; session=abc=; b' }, {}), 'abc=');
  assert.equal(cookieValue('session="x y"', 'session'), 'x y');
  assert.equal(cookieValue('xsession=1; session', 'session'), undefined);
  assert.equal(cookieValue(undefined, 'session'), undefined);
});

test('what is missing or empty is no unit', () => {
  assert.equal(unitKeyOf(undefined, null, {}, {}), null);
  assert.equal(unitKeyOf(undefined, header, {}, {}), null);
  for (const route of [null, '']) assert.equal(unitKeyOf(undefined, feature, {}, { route }), null);
  assert.equal(unitKeyOf(undefined, feature, {}, undefined), null);
  assert.equal(unitKeyOf(undefined, { ...feature, name: 'toString' }, {}, {}), null);
  assert.equal(unitKeyOf(undefined, cookie, { cookie: 'session=' }, {}), null);
});

test('an anonymous unit is known by the fallback', () => {
  const source = { ...header, fallback: { from: 'cookie', name: 'session' } } as const;
  assert.equal(unitKeyOf(undefined, source, { 'x-user': 'me', cookie: 'session=s1' }, {}), 'me');
  assert.equal(unitKeyOf(undefined, source, { cookie: 'session=s1' }, {}), 's1');
  assert.equal(unitKeyOf(undefined, source, {}, {}), null);
});

test('only a feature makes a unit per row', () => {
  assert.ok(isUnitPerRow(undefined, feature));
  assert.ok(isUnitPerRow(undefined, { ...header, fallback: { from: 'feature', name: 'route' } }));
  assert.ok(
    !isUnitPerRow('me', feature) && !isUnitPerRow(undefined, header) && !isUnitPerRow(undefined, null),
  );
});
