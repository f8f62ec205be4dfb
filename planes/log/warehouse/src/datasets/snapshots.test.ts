import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { digestOf } from '@slipway/platform';
import { FLIGHTS } from '../../test/flights.ts';
import { prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const SAMPLE = `select date, delay > 15 as late, distance, origin, destination from flights
  where date >= $from::timestamp and date < $to::timestamp order by hash(date, origin, destination, delay, distance) limit $rows`;

test('the same query over the same data gives the same digest, in a new warehouse too', async (t) => {
  const upload = await readFile(FLIGHTS);
  const digests = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const { author, blobs } = await startWarehouse(t);
    await author.call(logRoutes.putTable, { params: { table: 'flights' }, query: {} }, { upload });
    const body = {
      name: 'train',
      sql: SAMPLE,
      parameters: { from: '2001-01-01', to: '2001-03-01', rows: 200_000 },
    };
    for (let attempt = 0; attempt < 2 - round; attempt++) {
      const started = performance.now();
      const snapshot = await author.call(logRoutes.createSnapshot, { body });
      t.diagnostic(`${Math.round(performance.now() - started)} ms for a snapshot of ${snapshot.rows} rows`);
      assert.equal(snapshot.rows, 200_000);
      assert.equal(digestOf(await blobs.get(snapshot.digest)), snapshot.digest);
      digests.add(snapshot.digest);
    }
  }
  assert.equal(digests.size, 1);
});

test('a snapshot keeps its request and profiles every column', async (t) => {
  const { author } = await startWarehouse(t);
  const body = {
    name: 'profiled',
    sql: `select i as number, case when i % 4 = 0 then null when i % 4 = 1 then 'a' else 'b' end as category,
      i % 2 = 0 as flag, timestamp '2024-01-01' + to_days(i::int) as time, case when i = 7 then 'nan' else i / 2 end::double as half,
      [i] as list from range(1, 102) t(i) order by i -- a comment at the end;`,
  };
  const snapshot = await author.call(logRoutes.createSnapshot, { body });
  const column = (name: string) => snapshot.columns.find((found) => found.name === name);
  assert.deepEqual([snapshot.name, snapshot.sql, snapshot.rows], ['profiled', body.sql, 101]);
  assert.deepEqual(column('number'), {
    name: 'number',
    type: 'BIGINT',
    nulls: 0,
    distinct: 101,
    min: 1,
    max: 101,
    mean: 51,
    quantiles: [11, 21, 31, 41, 51, 61, 71, 81, 91],
    top: Array.from({ length: 10 }, (_, index) => ({ value: index + 1, count: 1 })),
  });
  assert.deepEqual(column('category')?.top, [
    { value: 'b', count: 50 },
    { value: 'a', count: 26 },
  ]);
  assert.deepEqual(
    [column('category')?.nulls, column('category')?.mean, column('category')?.quantiles],
    [25, null, []],
  );
  assert.deepEqual([column('flag')?.min, column('flag')?.max], [false, true]);
  assert.equal(column('time')?.max, '2024-04-11T00:00:00.000Z');
  assert.deepEqual([column('half')?.nulls, column('half')?.max], [1, 50.5]);
  assert.equal(column('list')?.min, '[100]', 'nested values are compared as text');
  assert.deepEqual(
    await author.call(logRoutes.getSnapshot, { params: { digest: snapshot.digest } }),
    snapshot,
  );
  assert.deepEqual(await author.call(logRoutes.createSnapshot, { body }), snapshot);
});

test('snapshots are listed newest first; an unknown one is NOT_FOUND, an empty one is refused', async (t) => {
  const { author } = await startWarehouse(t);
  const create = (name: string, sql: string) =>
    author.call(logRoutes.createSnapshot, { body: { name, sql } });
  await create('one', 'select 1 as x');
  await create('two', 'select 2 as x;');
  assert.deepEqual(
    (await author.call(logRoutes.listSnapshots, {})).map(({ name }) => name),
    ['two', 'one'],
  );
  await assert.rejects(create('none', 'select 1 where false'), { code: 'EMPTY_SNAPSHOT' });
  await assert.rejects(create('bad', "select 1) to '/tmp/slipway-evil.parquet' --"), { code: 'INVALID_SQL' });
  await assert.rejects(create('bad', 'drop table x'), { code: 'INVALID_SQL' });
  const digest = `sha256:${'0'.repeat(64)}`;
  await assert.rejects(author.call(logRoutes.getSnapshot, { params: { digest } }), { code: 'NOT_FOUND' });
});

test('logged predictions come back as training data', async (t) => {
  const { author, spool, warehouse } = await startWarehouse(t);
  spool.seal('g1-1', [
    prediction('p1', { inputs: { distance: 5 } }),
    prediction('p2', { inputs: { distance: 6 } }),
  ]);
  await warehouse.flush();
  const body = {
    name: 'logged',
    sql: 'select input_distance as distance, outcome_value as label from labelled order by id',
  };
  const { rows, columns } = await author.call(logRoutes.createSnapshot, { body });
  assert.deepEqual([rows, columns[0]?.mean, columns[1]?.nulls], [2, 5.5, 2]);
});

test('a dataset is a named query that was checked', async (t) => {
  const { author } = await startWarehouse(t);
  const put = (dataset: string, sql: string) =>
    author.call(logRoutes.putDataset, { params: { dataset }, body: { sql, description: 'd' } });
  const stored = await put('recent', 'select * from labelled where "at" > $since::timestamp');
  assert.deepEqual(await author.call(logRoutes.getDataset, { params: { dataset: 'recent' } }), stored);
  await put('recent', 'select 1');
  await put('another', 'select 2');
  assert.deepEqual(
    (await author.call(logRoutes.listDatasets, {})).map(({ name, sql }) => [name, sql]),
    [
      ['another', 'select 2'],
      ['recent', 'select 1'],
    ],
  );
  await assert.rejects(put('bad', 'drop table x'), { code: 'INVALID_SQL', field: 'sql' });
  await assert.rejects(author.call(logRoutes.getDataset, { params: { dataset: 'none' } }), {
    code: 'NOT_FOUND',
  });
});
