import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { secretFiles } from './secret-files.ts';

const setUp = async (t: TestContext) => {
  const root = await mkdtemp(join(tmpdir(), 'secrets-'));
  t.after(() => rm(root, { recursive: true }));
  const directory = join(root, 'secrets');
  return { directory, secrets: secretFiles(directory) };
};

test('a secret is a file that only its owner can read; the list has names and no values', async (t) => {
  const { directory, secrets } = await setUp(t);
  assert.deepEqual(await secrets.list(), []);
  await secrets.set('S3_KEY', 'first value');
  await secrets.set('S3_KEY', 'second\nvalue');
  await secrets.set('api.token', 'abcd');
  assert.equal(await secrets.read('S3_KEY'), 'second\nvalue');
  assert.equal((await stat(join(directory, 'S3_KEY'))).mode & 0o777, 0o600);
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
  const listed = await secrets.list();
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['S3_KEY', 'api.token'],
  );
  assert.ok(!JSON.stringify(listed).includes('value'));
  await secrets.remove('S3_KEY');
  await assert.rejects(secrets.read('S3_KEY'), { code: 'SECRET_MISSING', message: /"S3_KEY"/ });
  await assert.rejects(secrets.remove('S3_KEY'), { code: 'SECRET_MISSING' });
});

test('names that lead elsewhere, and values that cannot be hidden or passed on, are refused', async (t) => {
  const { secrets } = await setUp(t);
  for (const name of ['../up', 'a/b', '', '.hidden', 'x'.repeat(101)])
    await assert.rejects(secrets.set(name, 'value'), { code: 'INVALID_REQUEST', field: 'name' });
  await assert.rejects(secrets.read('../../etc/passwd'), { code: 'INVALID_REQUEST' });
  for (const value of ['', 'abc', 'with \0 nul', 'x'.repeat(100_001)])
    await assert.rejects(secrets.set('name', value), { code: 'INVALID_REQUEST', field: 'value' });
});
