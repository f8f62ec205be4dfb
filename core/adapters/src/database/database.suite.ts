import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Database } from '@slipway/platform/database';
import { migrate } from '@slipway/platform/database';
import { type Generated, sql } from 'kysely';

interface Tables {
  item: { id: Generated<number>; name: string; document: unknown };
}

/** What every metadata database must do. */
export const databaseSuite = (engine: string, open: () => Promise<Database>): void => {
  suite(`database: ${engine}`, () => {
    const migrated = async (t: { after(done: () => Promise<void>): void }) => {
      const database = await open();
      t.after(() => database.close());
      await migrate(database, 'test', {
        '001-items': {
          up: async (db) => {
            await sql`create table item (id serial primary key, name text not null unique, document jsonb)`.execute(
              db,
            );
          },
        },
      });
      return { database, db: database.of<Tables>() };
    };

    test('migrations run once and JSON documents come back as they went in', async (t) => {
      const { database, db } = await migrated(t);
      await migrate(database, 'test', { '001-items': { up: async () => assert.fail('ran twice') } });
      const document = { a: [1, 'two', null], b: { c: true } };
      await db
        .insertInto('item')
        .values({ name: 'x', document: JSON.stringify(document) })
        .execute();
      const row = await db.selectFrom('item').selectAll().executeTakeFirstOrThrow();
      assert.deepEqual(row.document, document);
    });

    test('a failed transaction leaves nothing', async (t) => {
      const { db } = await migrated(t);
      const failing = db.transaction().execute(async (transaction) => {
        await transaction.insertInto('item').values({ name: 'lost', document: null }).execute();
        throw new Error('no');
      });
      await assert.rejects(failing, /no/);
      assert.deepEqual(await db.selectFrom('item').selectAll().execute(), []);
    });

    test('concurrent transactions and queries do not mix', async (t) => {
      const { database, db } = await migrated(t);
      const work = Array.from({ length: 30 }, (_, i) => async () => {
        if (i % 3 === 0)
          return db
            .insertInto('item')
            .values({ name: `single-${i}`, document: null })
            .execute();
        if (i % 3 === 1) return database.executeSql('insert into item (name) values ($1)', [`raw-${i}`]);
        const transaction = db.transaction().execute(async (trx) => {
          await trx
            .insertInto('item')
            .values({ name: `first-${i}`, document: null })
            .execute();
          await new Promise((resolve) => setTimeout(resolve, 2));
          await trx
            .insertInto('item')
            .values({ name: `second-${i}`, document: null })
            .execute();
          if (i % 2 === 0) throw new Error('rolled back');
        });
        return transaction.catch(() => undefined);
      });
      await Promise.all(work.map((run) => run()));
      const names = (await db.selectFrom('item').select('name').execute()).map(({ name }) => name);
      assert.equal(names.filter((name) => name.startsWith('single')).length, 10);
      assert.equal(names.filter((name) => name.startsWith('raw')).length, 10);
      assert.equal(names.filter((name) => name.startsWith('first')).length, 5);
      assert.equal(names.filter((name) => name.startsWith('second')).length, 5);
    });

    test('a failed block of statements leaves no open transaction behind', async (t) => {
      const { database, db } = await migrated(t);
      await assert.rejects(
        database.executeSql("begin; insert into item (name) values ('a'); select 1/0; commit;"),
      );
      await db.insertInto('item').values({ name: 'b', document: null }).execute();
      assert.deepEqual(
        (await db.selectFrom('item').select('name').execute()).map(({ name }) => name),
        ['b'],
      );
    });

    test('several statements without parameters run as one', async (t) => {
      const { database } = await migrated(t);
      const { rows } = await database.executeSql(
        "insert into item (name) values ('a'); insert into item (name) values ('b'); select count(*)::int as n from item;",
      );
      assert.deepEqual(rows, [{ n: 2 }]);
    });
  });
};
