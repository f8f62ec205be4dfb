import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes, type RouteInput, type SlipwayError } from '@slipway/contracts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

type Expectations = NonNullable<RouteInput<typeof logRoutes.createSnapshot>['body']['expectations']>;

const SQL = `select i as id, case when i % 10 = 3 then null else i - 5 end as delay, chr((65 + i % 3)::int) as origin,
  timestamp '2001-01-01' + to_days(i::int) as day, i % 2 = 0 as even, case when i = 8 then 'nan'::double else i end as distance
  from range(0, 100) t(i) order by i`;

const setUp = async (t: Parameters<typeof startWarehouse>[0]) => {
  const started = await startWarehouse(t);
  const take = (expectations: Expectations, sql = SQL) =>
    started.author.call(logRoutes.createSnapshot, { body: { name: 'flights', sql, expectations } });
  const failure = (expectations: Expectations): Promise<SlipwayError> =>
    take(expectations).then(
      () => assert.fail('it was taken'),
      (thrown) => thrown,
    );
  return { ...started, take, failure };
};

test('data that is as expected becomes a snapshot that says so', async (t) => {
  const { take, author } = await setUp(t);
  const snapshot = await take([
    { name: 'delay', column: 'delay', expect: 'value >= -5 && value < 95' },
    { name: 'mostly late', column: 'delay', expect: 'value > 0', atMost: 0.1 },
    { name: 'day', column: 'day', expect: 'value >= "2001-01-01" && value < "2001-04-12T00:00:00.000Z"' },
    { name: 'two columns', expect: 'row.even || row.id % 2 == 1' },
    { name: 'origin', column: 'origin', expect: 'value in ["A", "B", "C"]' },
    { name: 'nan is missing', column: 'distance', expect: 'value >= 0' },
    {
      name: 'full',
      column: 'delay',
      expect: 'nullShare <= 0.1 && distinct > 80 && median > 0',
      level: 'column',
    },
    { name: 'ends', column: 'day', expect: 'min == "2001-01-01T00:00:00.000Z"', level: 'column' },
    { name: 'enough', expect: 'rows > 99', level: 'column' },
    { name: 'no drift', column: 'delay', expect: 'shift < 0.1', level: 'column' },
  ]);
  assert.ok(snapshot.expectations.every(({ passed }) => passed));
  const late = snapshot.expectations.find(({ name }) => name === 'mostly late');
  assert.equal(late?.broken, 5);
  assert.deepEqual(late?.offending[1], {
    row: 2,
    values: { delay: -4, id: 1, origin: 'B', day: '2001-01-02T00:00:00.000Z', even: false, distance: 1 },
  });
  assert.deepEqual(
    await author.call(logRoutes.getSnapshot, { params: { digest: snapshot.digest } }),
    snapshot,
  );
});

test('data that is not as expected stops it, with the reason and the first rows, and never becomes a snapshot', async (t) => {
  const { failure, author, root } = await setUp(t);
  const error = await failure([
    { name: 'within a day', column: 'delay', expect: 'value < 90' },
    { name: 'there', column: 'delay', expect: 'value != null' },
    { name: 'many', column: 'origin', expect: 'distinct > 10 && nulls == 0', level: 'column' },
    { name: 'fine', column: 'id', expect: 'value >= 0' },
  ]);
  assert.equal(error.code, 'EXPECTATION_FAILED');
  assert.equal(
    error.message,
    'The data of flights is not as expected: within a day (value < 90 is broken in 5 of 100 rows (5 %)); ' +
      'there (value != null is broken in 10 of 100 rows (10 %)); ' +
      'many (distinct > 10 && nulls == 0 does not hold: nulls = 0, distinct = 3).',
  );
  assert.deepEqual(
    error.problems?.map(({ field }) => field),
    [
      'within a day',
      ...[96, 97, 98, 99, 100].map((row) => `within a day, row ${row}`),
      'there',
      ...[4, 14, 24, 34, 44].map((row) => `there, row ${row}`),
      'many',
    ],
  );
  assert.match(
    error.problems?.find(({ field }) => field === 'there, row 4')?.message ?? '',
    /^delay = null, id = 3, origin = "A"/,
  );
  assert.deepEqual(await author.call(logRoutes.listSnapshots, {}), []);
  assert.deepEqual(await readdir(join(root, 'blobs')).catch(() => []), [], 'no blob');
  assert.deepEqual(await readdir(join(root, 'warehouse', 'scratch')), [], 'nothing is left behind');
});

test('row numbers are those of the snapshot, beyond the first row group too', async (t) => {
  const { take } = await setUp(t);
  const { expectations } = await take(
    [{ name: 'rare', column: 'i', expect: 'value != 200000 && value != 299999', atMost: 0.5 }],
    'select i from range(300000) t(i) order by i',
  );
  assert.deepEqual(expectations[0]?.offending, [
    { row: 200_001, values: { i: 200_000 } },
    { row: 300_000, values: { i: 299_999 } },
  ]);
});

test('an expectation that does not fit the columns is refused with its path', async (t) => {
  const { failure, author } = await setUp(t);
  const error = await failure([
    { name: 'a', column: 'dealy', expect: 'value > 0' },
    { name: 'b', column: 'origin', expect: 'value > 0' },
  ]);
  assert.equal(error.code, 'INVALID_EXPECTATION');
  assert.deepEqual(
    error.problems?.map(({ field }) => field),
    ['expectations[0].column', 'expectations[1].expect'],
  );
  const put = (expectations: Expectations) =>
    author.call(logRoutes.putDataset, {
      params: { dataset: 'd' },
      body: { sql: 'select 1 as x', expectations },
    });
  await assert.rejects(put([{ name: 'a', column: 'x', expect: 'value >' }]), {
    code: 'INVALID_EXPECTATION',
    field: 'expectations[0].expect',
  });
  await assert.rejects(
    put([
      { name: 'a', expect: 'row.x > 0' },
      { name: 'a', expect: 'row.x > 0' },
    ]),
    {
      code: 'INVALID_REQUEST',
    },
  );
});

test('those of a dataset and of the request are judged together; of a holdout only those about rows', async (t) => {
  const { author } = await setUp(t);
  await author.call(logRoutes.putDataset, {
    params: { dataset: 'flights' },
    body: {
      sql: SQL,
      split: { by: 'hash', column: 'id', holdout: 0.2 },
      expectations: [
        { name: 'ids', column: 'id', expect: 'value >= 0' },
        { name: 'enough', expect: 'rows > 50', level: 'column' },
      ],
    },
  });
  const take = (part: 'training' | 'holdout', expectations: Expectations) =>
    author.call(logRoutes.createSnapshot, { body: { name: 'f', dataset: 'flights', part, expectations } });
  const more: Expectations = [{ name: 'origin', column: 'origin', expect: 'size(value) == 1' }];
  const names = ({ expectations }: Awaited<ReturnType<typeof take>>) => expectations.map(({ name }) => name);
  assert.deepEqual(names(await take('training', more)), ['ids', 'enough', 'origin']);
  assert.deepEqual(names(await take('holdout', more)), ['ids', 'origin']);
  await assert.rejects(take('training', [{ name: 'ids', expect: 'row.id > 0' }]), { field: 'expectations' });
});
