import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Identity } from '@slipway/contracts';
import { dataDirectory } from '../data-directory.ts';
import { ensureTokens, loadAuthenticate, readToken } from './token-file.ts';

const author: Identity = { subject: 'author', name: 'Ada', role: 'author', unattended: false };
const viewer: Identity = { ...author, subject: 'viewer', role: 'viewer' };

test('tokens are random, for their owner only, kept over restarts, and stored as hashes', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'tokens-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const directory = dataDirectory(root);
  await ensureTokens(directory, [author]);
  const token = await readToken(join(directory.tokens, 'author'));
  assert.match(token ?? '', /^[\w-]{43}$/);
  await ensureTokens(directory, [author, viewer]);
  assert.equal(await readToken(join(directory.tokens, 'author')), token);
  for (const file of [join(directory.tokens, 'author'), directory.access])
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.ok(!(await readFile(directory.access, 'utf8')).includes(token ?? '-'));
  const authenticate = await loadAuthenticate(directory);
  assert.deepEqual(authenticate(token ?? ''), author);
  assert.equal(authenticate('guess'), null);
  assert.equal(await readToken(join(directory.tokens, 'nobody')), null);
});
