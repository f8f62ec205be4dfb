import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJson, writeAtomically } from './atomic-file.ts';

const temporary = async (t: { after(done: () => Promise<void>): void }) => {
  const directory = await mkdtemp(join(tmpdir(), 'atomic-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

test('a file is written whole with its mode, and nothing is left beside it', async (t) => {
  const directory = await temporary(t);
  const path = join(directory, 'a', 'b.json');
  await writeAtomically(path, '{"n":1}', 0o600);
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => writeAtomically(path, JSON.stringify({ n }), 0o600)),
  );
  assert.deepEqual(Object.keys((await readJson(path)) as object), ['n']);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(directory, 'a')), ['b.json']);
});

test('a failed write leaves the old content and nothing beside', async (t) => {
  const directory = await temporary(t);
  await writeFile(join(directory, 'taken'), '');
  await assert.rejects(writeAtomically(join(directory, 'taken', 'x'), 'y'));
  await assert.rejects(writeAtomically(directory, 'a directory cannot be replaced'));
  assert.equal(await readFile(join(directory, 'taken'), 'utf8'), '');
});

test('a missing file is null, a broken one an error', async (t) => {
  const directory = await temporary(t);
  assert.equal(await readJson(join(directory, 'none')), null);
  await writeFile(join(directory, 'broken'), '{');
  await assert.rejects(readJson(join(directory, 'broken')), SyntaxError);
});
