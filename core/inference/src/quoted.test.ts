import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted } from './quoted.ts';

test('a name is quoted as JSON does it, also beyond those that are kept', () => {
  for (const name of ['score', 'with "quotes"\n', 'Straße', '']) {
    assert.equal(quoted(name), JSON.stringify(name));
    assert.equal(quoted(name), JSON.stringify(name));
  }
  for (let index = 0; index < 5000; index++)
    assert.equal(quoted(`name-${index}`), JSON.stringify(`name-${index}`));
});
