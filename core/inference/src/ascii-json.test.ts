import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asciiJson } from './ascii-json.ts';

test('says the same in ASCII', () => {
  const said = { 이름: 'é\ud83d\ude00', plain: 'a"\\\u007f', half: '\ud800', line: '\u2028' };
  const json = asciiJson(JSON.stringify(said));
  assert.deepEqual(JSON.parse(json), said);
  assert.equal(Buffer.byteLength(json), json.length);
});

test('leaves ASCII as it is', () => {
  assert.equal(asciiJson('{"a":[1,"b"]}'), '{"a":[1,"b"]}');
});
