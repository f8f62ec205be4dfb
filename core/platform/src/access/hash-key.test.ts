import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureHashKey } from './hash-key.ts';

test('the key is made once, for its owner alone, and is the same for every gateway of the directory', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-key-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'keys', 'log.key');
  const key = ensureHashKey(path);
  assert.equal(key.length, 32);
  assert.deepEqual(ensureHashKey(path), key);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(directory, 'keys')), ['log.key']);
  assert.notDeepEqual(ensureHashKey(join(directory, 'other.key')), key);
});

test('a file that holds something else is refused, not overwritten', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-key-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'log.key');
  writeFileSync(path, 'short');
  assert.throws(() => ensureHashKey(path), { code: 'INVALID_CONFIGURATION', message: /log\.key/ });
});
