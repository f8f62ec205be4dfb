import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { databaseSuite } from './database.suite.ts';
import { createPgliteDatabase } from './pglite-database.ts';

databaseSuite('PGlite', () => createPgliteDatabase({ directory: 'memory' }));

const temporary = async (t: { after(done: () => Promise<void>): void }) => {
  const root = await mkdtemp(join(tmpdir(), 'pglite-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  return join(root, 'database');
};

const inserter = (directory: string) =>
  spawn(
    process.execPath,
    [
      // It is gone before code that the optimizing compiler makes has paid for itself.
      '--no-wasm-dynamic-tiering',
      '--no-wasm-tier-up',
      '--input-type=module',
      '-e',
      `import { createPgliteDatabase } from ${JSON.stringify(new URL('./pglite-database.ts', import.meta.url).href)};
       const database = await createPgliteDatabase({ directory: ${JSON.stringify(directory)} });
       await database.executeSql('create table if not exists n (i int)');
       for (let i = 0; ; i++) { await database.executeSql('insert into n values ($1)', [i]); process.stdout.write(i + '\\n'); }`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );

test('a second process is refused, and a kill -9 loses no acknowledged row', async (t) => {
  const directory = await temporary(t);
  const child = inserter(directory);
  t.after(async () => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  while (output.split('\n').length < 50) await once(child.stdout, 'data');
  await assert.rejects(createPgliteDatabase({ directory }), { code: 'DATABASE_IN_USE' });
  child.kill('SIGKILL');
  await once(child, 'close');
  const acknowledged = output.trim().split('\n').length;
  const database = await createPgliteDatabase({ directory });
  t.after(() => database.close());
  const { rows } = await database.executeSql('select count(*)::int as n from n');
  assert.ok((rows[0]?.n as number) >= acknowledged, `${rows[0]?.n} of ${acknowledged}`);
});
