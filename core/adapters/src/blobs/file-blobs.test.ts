import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { blobsSuite } from './blobs.suite.ts';
import { createFileBlobs } from './file-blobs.ts';

blobsSuite('files', async (directory) => createFileBlobs(directory));

test('the directory is for its owner alone', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'blobs-'));
  t.after(() => rm(parent, { recursive: true, force: true }));
  const directory = join(parent, 'blobs');
  await createFileBlobs(directory).put(Buffer.from('holdout'));
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
});

test('a flipped byte is noticed when read and healed when put again', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'blobs-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const blobs = createFileBlobs(directory);
  const { digest } = await blobs.put(Buffer.from('approved'));
  const path = await blobs.path(digest);
  await chmod(path, 0o644);
  await writeFile(path, 'approveD');
  await assert.rejects(blobs.get(digest), { code: 'DIGEST_MISMATCH' });
  await blobs.put(Buffer.from('approved'));
  assert.equal(Buffer.from(await blobs.get(digest)).toString(), 'approved');
});
