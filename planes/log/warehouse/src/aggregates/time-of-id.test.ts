import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeOfId } from './time-of-id.ts';

test('a UUIDv7 tells its time, also with the number of a row behind it', () => {
  const id = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
  assert.equal(timeOfId(id), Date.UTC(2022, 1, 22, 19, 22, 22));
  assert.equal(timeOfId(`${id}.12`), timeOfId(id));
  assert.equal(timeOfId('017f22e2-79b0-4cc3-98c4-dc0c0c07398f'), null);
  assert.equal(timeOfId('p1'), null);
});
