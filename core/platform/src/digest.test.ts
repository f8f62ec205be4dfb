import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, digestOf } from './digest.ts';

test('canonical JSON has sorted keys, so equal values have equal digests', () => {
  assert.equal(
    canonicalJson({ b: [{ z: 1, a: undefined, c: null }], a: 'é' }),
    '{"a":"é","b":[{"c":null,"z":1}]}',
  );
  assert.equal(digestOf(''), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
