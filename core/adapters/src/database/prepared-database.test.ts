import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createPreparedDatabase } from './fixtures/prepared-database.ts';

/** A preparation that counts how often it ran; its template is removed after the test. */
const counted = async (t: TestContext) => {
  const root = await mkdtemp(join(tmpdir(), 'prepared-'));
  const name = `test-${randomUUID()}`;
  t.after(async () => {
    await rm(root, { recursive: true, force: true });
    for (const file of await readdir(tmpdir()))
      if (file.includes(name)) await rm(join(tmpdir(), file), { force: true });
  });
  const source = join(root, 'migrations.ts');
  let times = 0;
  const open = async (content: string, directory?: string) => {
    await writeFile(source, content);
    const database = await createPreparedDatabase(
      {
        name,
        sources: [source],
        prepare: async (fresh) => {
          times += 1;
          await fresh.executeSql(`create table n (i int); insert into n values (${times})`);
        },
      },
      directory,
    );
    t.after(() => database.close());
    return {
      close: () => database.close(),
      add: () => database.executeSql('insert into n values (99)'),
      rows: async () =>
        (await database.executeSql('select i from n order by i')).rows.map(({ i }) => Number(i)),
    };
  };
  return { root, open, times: () => times };
};

test('it is prepared once, and nobody sees what others write; another source is prepared anew', async (t) => {
  const { open, times } = await counted(t);
  const first = await open('one');
  await first.add();
  const second = await open('one');
  assert.deepEqual([await first.rows(), await second.rows(), times()], [[1, 99], [1], 1]);
  const changed = await open('two');
  assert.deepEqual([await changed.rows(), times()], [[2], 2]);
});

test('in a directory it begins so once, and is kept', async (t) => {
  const { open, root, times } = await counted(t);
  const directory = join(root, 'database');
  const first = await open('one', directory);
  await first.add();
  await first.close();
  const again = await open('one', directory);
  assert.deepEqual([await again.rows(), times()], [[1, 99], 1]);
});
