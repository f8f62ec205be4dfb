import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changedFiles, codeState, commitOf } from './code-state.ts';

const temporary = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'code-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
};

const repository = async (t: TestContext) => {
  const top = await temporary(t);
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-C', top, '-c', 'user.name=a', '-c', 'user.email=a@b', ...parameters], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  git('init', '-q');
  await mkdir(join(top, 'job'));
  await writeFile(join(top, 'job', 'train.mjs'), 'one');
  await writeFile(join(top, 'library.mjs'), 'one');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  return { top, job: join(top, 'job'), git };
};

test('a clean checkout is its commit and the folder', async (t) => {
  const { job, git } = await repository(t);
  const { state } = await codeState(job);
  assert.equal(state, `git:${git('rev-parse', 'HEAD')}:job/`);
  assert.deepEqual(commitOf(state ?? ''), { commit: git('rev-parse', 'HEAD'), folder: 'job/', clean: true });
});

test('a change anywhere in the repository is another state, the same change the same one again', async (t) => {
  const { top, job, git } = await repository(t);
  const clean = await codeState(job);
  await writeFile(join(top, 'library.mjs'), 'two');
  const changed = await codeState(job);
  await writeFile(join(job, 'new.mjs'), 'new');
  const added = await codeState(job);
  assert.equal(new Set([clean.state, changed.state, added.state]).size, 3);
  await rm(join(job, 'new.mjs'));
  assert.deepEqual(await codeState(job), changed);
  assert.equal(commitOf(changed.state ?? '')?.clean, false);
  git('checkout', '-q', '.');
  assert.deepEqual(await codeState(job), clean);
});

test('outside of git the files count, names and all; too many of them are not told apart', async (t) => {
  const directory = await temporary(t);
  await writeFile(join(directory, 'a'), 'x');
  const first = await codeState(directory);
  assert.match(first.state ?? '', /^files:sha256:[0-9a-f]{64}$/);
  assert.equal(commitOf(first.state ?? ''), null);
  await rm(join(directory, 'a'));
  await writeFile(join(directory, 'b'), 'x');
  assert.notEqual((await codeState(directory)).state, first.state);
  await Promise.all(Array.from({ length: 2001 }, (_, i) => writeFile(join(directory, `f${i}`), '')));
  const { state, reason } = await codeState(directory);
  assert.equal(state, null);
  assert.match(reason ?? '', /more than 2000 files/);
});

test('code in a folder that the repository around it ignores is known by its files; packages are not looked at', async (t) => {
  const { top, git } = await repository(t);
  await writeFile(join(top, '.gitignore'), 'ignored\n');
  git('add', '.');
  git('commit', '-q', '-m', 'ignores');
  const directory = join(top, 'ignored');
  await mkdir(join(directory, 'node_modules'), { recursive: true });
  await writeFile(join(directory, 'train.mjs'), 'one');
  const first = await codeState(directory);
  assert.match(first.state ?? '', /^files:/);
  await writeFile(join(directory, 'node_modules', 'package.json'), '{}');
  assert.deepEqual(await codeState(directory), first);
  await writeFile(join(directory, 'train.mjs'), 'two');
  assert.notEqual((await codeState(directory)).state, first.state);
});

test('a directory that is not there has no state', async () => {
  assert.equal((await codeState('/no/such/directory')).state, null);
});

test('names of a status with renamed files', () => {
  assert.deepEqual(changedFiles(' M a b\0R  new\0old\0?? c\0'), ['a b', 'new', 'old', 'c']);
});
