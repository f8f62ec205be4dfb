import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyCheck } from './access-key.ts';

test('without a key everybody may come in', () => {
  assert.doesNotThrow(() => createKeyCheck(undefined)({}));
});

test('the key is taken as a bearer token or as an API key, and nothing else is', () => {
  const check = createKeyCheck('secret');
  for (const headers of [
    { authorization: 'Bearer secret' },
    { authorization: 'bearer  secret' },
    { 'x-api-key': 'secret' },
  ])
    assert.doesNotThrow(() => check(headers));
  const wrong = [
    {},
    { authorization: 'secret' },
    { authorization: 'Basic secret' },
    { authorization: 'Bearer ' },
    { authorization: 'Bearer wrong', 'x-api-key': 'secret' },
    { 'x-api-key': '' },
    { 'x-api-key': 'secret ' },
  ];
  for (const headers of wrong) assert.throws(() => check(headers), { code: 'UNAUTHENTICATED' });
});
