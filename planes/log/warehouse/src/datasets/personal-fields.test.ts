import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes, type RouteInput, type SlipwayError } from '@slipway/contracts';
import { ensureHashKey } from '@slipway/platform';
import { startWarehouse, temporaryDirectory } from '../../test/warehouse-fixture.ts';

const SQL = `select i as id, 'Person ' || i || ' "é" \\ <p' || i || '@example.org>' as email, 1000 + i as phone, 'x' || (i % 3) as kind
  from range(1, 40) t(i) order by i`;

const emailOf = (i: number) => `Person ${i} "é" \\ <p${i}@example.org>`;

/** As the gateway hashes a redacted feature. */
const loggedHash = (key: Buffer, feature: string, value: string | number): string =>
  createHmac('sha256', key)
    .update(`feature ${feature}\0${JSON.stringify(value)}`)
    .digest('base64url');

const setUp = async (t: Parameters<typeof startWarehouse>[0]) => {
  const hashKeyFile = join(await temporaryDirectory(t), 'log.key');
  const started = await startWarehouse(t, { hashKeyFile });
  const take = (body: Partial<RouteInput<typeof logRoutes.createSnapshot>['body']>) =>
    started.author.call(logRoutes.createSnapshot, { body: { name: 'people', sql: SQL, ...body } });
  return { ...started, hashKeyFile, take };
};

test('a dropped column is nowhere, a hashed one is the hash that the log has of it', async (t) => {
  const { take, blobs, author, hashKeyFile, directory } = await setUp(t);
  const snapshot = await take({ personal: { EMAIL: 'hash', phone: 'hash', id: 'drop' } });
  assert.deepEqual(
    snapshot.columns
      .map(({ name, type, min, max, top, distinct, nulls }) => ({
        name,
        type,
        min,
        max,
        top,
        distinct,
        nulls,
      }))
      .slice(0, 2),
    [
      { name: 'email', type: 'VARCHAR', min: null, max: null, top: [], distinct: 39, nulls: 0 },
      { name: 'phone', type: 'VARCHAR', min: null, max: null, top: [], distinct: 39, nulls: 0 },
    ],
  );
  const parquet = Buffer.from(await blobs.get(snapshot.digest));
  assert.ok(!parquet.includes('example.org') && !parquet.includes('Person'));
  await author.call(logRoutes.putTable, { params: { table: 'people' }, query: {} }, { upload: parquet });
  const { rows, columns } = await author.call(logRoutes.query, {
    body: { sql: 'select * from people', parameters: {}, limit: 100 },
  });
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['email', 'phone', 'kind'],
  );
  const key = ensureHashKey(hashKeyFile);
  assert.deepEqual(
    rows.map(([email, phone]) => [email, phone]),
    Array.from({ length: 39 }, (_, index) => [
      loggedHash(key, 'email', emailOf(index + 1)),
      loggedHash(key, 'phone', 1001 + index),
    ]),
  );
  const [record] = await readdir(join(directory, 'snapshots'));
  const text = await readFile(join(directory, 'snapshots', record ?? ''), 'utf8');
  assert.ok(!text.includes('p7@') && !text.includes(String(rows[6]?.[0])), 'no value, not even a hashed one');
});

test('equal values hash alike in every snapshot of the installation, and otherwise in another one', async (t) => {
  const first = await setUp(t);
  const second = await setUp(t);
  const hashed = { personal: { email: 'hash' } } as const;
  const { digest } = await first.take(hashed);
  assert.equal((await first.take({ ...hashed, name: 'again' })).digest, digest);
  assert.notEqual((await second.take(hashed)).digest, digest);
});

test('a missing value stays missing', async (t) => {
  const { take } = await setUp(t);
  const { columns } = await take({
    sql: "select null::varchar as email, 1 as x union all select 'a', 2",
    personal: { email: 'hash' },
  });
  assert.deepEqual([columns[0]?.nulls, columns[0]?.distinct], [1, 1]);
});

test('a name that the query does not have is refused: a typing error publishes nothing', async (t) => {
  const { take, author } = await setUp(t);
  await assert.rejects(take({ personal: { e_mail: 'drop' } }), {
    code: 'INVALID_REQUEST',
    field: 'personal.e_mail',
    message: /it has id, email, phone, kind/,
  });
  await assert.rejects(take({ sql: 'select 1 as email', personal: { email: 'drop' } }), {
    field: 'personal',
  });
  assert.deepEqual(await author.call(logRoutes.listSnapshots, {}), []);
});

test('the message of a failed conversion does not quote the value', async (t) => {
  const { take } = await setUp(t);
  const sql = "select email::int as email from (values ('o''neil@example.org')) t(email)";
  await assert.rejects(take({ sql, personal: { email: 'hash' } }), {
    code: 'INVALID_SQL',
    message: /^The SQL cannot be run: Conversion Error: Could not convert string …\.$/,
  });
});

test('what a dataset drops stays dropped for whoever uses it; rows can be split by what is dropped', async (t) => {
  const { take, author } = await setUp(t);
  await author.call(logRoutes.putDataset, {
    params: { dataset: 'people' },
    body: {
      sql: SQL,
      personal: { email: 'drop', phone: 'hash' },
      split: { by: 'hash', column: 'email', holdout: 0.3 },
    },
  });
  const parts = [];
  for (const part of ['training', 'holdout'] as const)
    parts.push(
      await take({ sql: undefined, dataset: 'people', part, personal: { Email: 'hash', phone: 'drop' } }),
    );
  for (const { columns, dataset } of parts) {
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['id', 'kind'],
    );
    assert.equal(dataset, 'people');
  }
  assert.equal(
    parts.reduce((sum, { rows }) => sum + rows, 0),
    39,
  );
});

test('offending rows show neither what was dropped nor what was hashed', async (t) => {
  const { take } = await setUp(t);
  const failing = take({
    personal: { email: 'hash', phone: 'drop' },
    expectations: [
      { name: 'small ids', column: 'id', expect: 'value < 38' },
      { name: 'no mail', column: 'email', expect: 'value == "x"' },
    ],
  });
  const error: SlipwayError = await failing.then(
    () => assert.fail('it was taken'),
    (thrown) => thrown,
  );
  assert.equal(error.code, 'EXPECTATION_FAILED');
  const text = JSON.stringify([error.message, error.problems]);
  assert.match(text, /\(hashed\)/);
  assert.ok(!/example\.org|Person|phone|[\w-]{43}/.test(text), text);
});
