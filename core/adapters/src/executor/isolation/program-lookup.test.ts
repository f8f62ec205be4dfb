import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookUpProgram } from './program-lookup.ts';

test('a program is found as the system finds it', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'look up '));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'other', 'run'), { recursive: true });
  await writeFile(join(root, 'bin', 'run'), '');
  await writeFile(join(root, 'plain'), '');
  await chmod(join(root, 'bin', 'run'), 0o755);
  const path = join(root, 'bin', 'run');
  const searched = `${join(root, 'other')}:${join(root, 'bin')}`;
  // A directory of that name is no program.
  assert.deepEqual(lookUpProgram('run', '/', searched), { path });
  assert.deepEqual(lookUpProgram('bin/run', root, ''), { path });
  assert.deepEqual(lookUpProgram(path, '/'), { path });
  assert.deepEqual(lookUpProgram('./plain', root), { code: 'EACCES' });
  assert.deepEqual(lookUpProgram('absent', root, searched), { code: 'ENOENT' });
  assert.deepEqual(lookUpProgram('', root, searched), { code: 'ENOENT' });
  assert.ok('path' in lookUpProgram('sh', '/'));
});
