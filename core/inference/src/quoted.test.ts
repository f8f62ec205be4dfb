import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted } from './quoted.ts';

test('a name is quoted as JSON in ASCII, also beyond those that are kept', () => {
  for (const name of ['score', 'with "quotes"\n', '']) {
    assert.equal(quoted(name), JSON.stringify(name));
    assert.equal(quoted(name), JSON.stringify(name));
  }
  assert.equal(quoted('Straße'), '"Stra\\u00dfe"');
  for (let index = 0; index < 5000; index++)
    assert.equal(quoted(`name-${index}`), JSON.stringify(`name-${index}`));
});
