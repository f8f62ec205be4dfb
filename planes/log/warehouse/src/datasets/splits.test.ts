import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { logRoutes, type Snapshot, type Split } from '@slipway/contracts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const SQL = `select i as id, 'unit ' || (i % 500) as unit, timestamp '2001-01-01' + to_hours(i::int) as at_time, i * 2 as x
  from range(2000) t(i) order by i desc`;

type Started = Awaited<ReturnType<typeof startWarehouse>>;

/** The rows of a snapshot as another process reads them: from its Parquet. */
const rowsOf = async ({ author, blobs }: Started, { digest }: Snapshot) => {
  const upload = await blobs.get(digest);
  await author.call(logRoutes.putTable, { params: { table: 'read-back' }, query: {} }, { upload });
  const { rows, columns } = await author.call(logRoutes.query, {
    body: { sql: 'select * from "read-back"', parameters: {}, limit: 10_000 },
  });
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
};

const partsOf = async (started: Started, split: Split, name = 'flights') => {
  const take = (part: 'training' | 'holdout') =>
    started.author.call(logRoutes.createSnapshot, { body: { name, sql: SQL, split, part } });
  return { training: await take('training'), holdout: await take('holdout') };
};

/** The rule of the contract, computed without DuckDB. */
const isHeldOut = (key: string, share: number, salt: string): boolean =>
  Number.parseInt(createHash('sha256').update(`${salt}\0${key}`).digest('hex').slice(0, 13), 16) / 2 ** 52 <
  share;

test('a split by hash gives two parts that share no key and are together the whole, in the order of the query', async (t) => {
  const started = await startWarehouse(t);
  const split: Split = { by: 'hash', column: 'unit', holdout: 0.2, salt: 'première' };
  const { training, holdout } = await partsOf(started, split);
  const [trained, held] = [await rowsOf(started, training), await rowsOf(started, holdout)];
  const keys = (rows: readonly Record<string, unknown>[]) => new Set(rows.map(({ unit }) => unit));
  assert.ok([...keys(trained)].every((key) => !keys(held).has(key)));
  const ids = [...trained, ...held].map(({ id }) => Number(id)).sort((a, b) => a - b);
  assert.deepEqual(
    ids,
    Array.from({ length: 2000 }, (_, id) => id),
  );
  assert.ok(keys(held).size > 70 && keys(held).size < 130, `${keys(held).size} of 500 keys are held out`);
  const inOrder = (rows: readonly Record<string, unknown>[]) =>
    rows.every(({ id }, index) => index === 0 || Number(id) < Number(rows[index - 1]?.id));
  assert.ok(inOrder(trained) && inOrder(held));
  for (const row of [...trained, ...held])
    assert.equal(keys(held).has(row.unit), isHeldOut(String(row.unit), 0.2, 'première'));
});

test('a split is the same in every warehouse, and another with another salt', async (t) => {
  const first = await startWarehouse(t);
  const again = await startWarehouse(t);
  const split = (salt: string): Split => ({ by: 'hash', column: 'unit', holdout: 0.2, salt });
  const digests = ({ training, holdout }: Awaited<ReturnType<typeof partsOf>>) => [
    training.digest,
    holdout.digest,
  ];
  const once = digests(await partsOf(first, split('')));
  assert.deepEqual(digests(await partsOf(first, split(''))), once);
  assert.deepEqual(digests(await partsOf(again, split(''))), once);
  assert.notDeepEqual(digests(await partsOf(first, split('2'))), once);
});

test('a split by time holds out what is at or after the moment, which can be a parameter', async (t) => {
  const started = await startWarehouse(t);
  const at = '2001-02-01';
  const { training, holdout } = await partsOf(started, { by: 'time', column: 'at_time', at });
  const byParameter = await started.author.call(logRoutes.createSnapshot, {
    body: {
      name: 'flights',
      sql: SQL,
      split: { by: 'time', column: 'at_time', at: '$until' },
      part: 'holdout',
      parameters: { until: at },
    },
  });
  assert.equal(byParameter.digest, holdout.digest);
  assert.deepEqual([training.rows, holdout.rows], [31 * 24, 2000 - 31 * 24]);
  const end = (snapshot: Snapshot, side: 'min' | 'max') =>
    snapshot.columns.find(({ name }) => name === 'at_time')?.[side];
  assert.deepEqual(
    [end(training, 'max'), end(holdout, 'min')],
    ['2001-01-31T23:00:00.000Z', '2001-02-01T00:00:00.000Z'],
  );
});

test('a row without a key or time belongs to the training part', async (t) => {
  const { author } = await startWarehouse(t);
  const sql = `select i, case when i % 2 = 0 then i end as key, case when i % 2 = 0 then timestamp '2001-01-01' + to_days(i::int) end as day
    from range(100) t(i) order by i`;
  for (const split of [
    { by: 'hash', column: 'key', holdout: 0.5 },
    { by: 'time', column: 'day', at: '2001-02-01T00:00:00Z' },
  ] as const) {
    const take = (part: 'training' | 'holdout') =>
      author.call(logRoutes.createSnapshot, { body: { name: 's', sql, split, part } });
    const [training, holdout] = [await take('training'), await take('holdout')];
    assert.equal(training.rows + holdout.rows, 100);
    assert.equal(holdout.columns.find(({ name }) => name === split.column)?.nulls, 0);
  }
});

test('what cannot be split is refused with the field', async (t) => {
  const { author } = await startWarehouse(t);
  const take = (
    split: Split | undefined,
    part: 'training' | 'holdout',
    sql = 'select 1.5::double as x, now() as at_time',
  ) => author.call(logRoutes.createSnapshot, { body: { name: 's', sql, split, part } });
  const wrong = { code: 'INVALID_REQUEST', field: 'split.column' };
  await assert.rejects(take({ by: 'hash', column: 'unit', holdout: 0.2, salt: '' }, 'training'), {
    ...wrong,
    message: /the query has no column "unit"; it has x, at_time/,
  });
  await assert.rejects(take({ by: 'hash', column: 'x', holdout: 0.2, salt: '' }, 'training'), wrong);
  await assert.rejects(take({ by: 'time', column: 'x', at: '2001-01-01' }, 'training'), wrong);
  await assert.rejects(take(undefined, 'holdout'), { code: 'INVALID_REQUEST', field: 'part' });
  await assert.rejects(take({ by: 'time', column: 'x', at: 'soon' }, 'training'), {
    code: 'INVALID_REQUEST',
  });
  await assert.rejects(
    take({ by: 'hash', column: 'x', holdout: 0.2, salt: '' }, 'training', 'select 1 as x, 2 as X'),
    { code: 'INVALID_REQUEST', field: 'sql', message: /two columns are called "X"/ },
  );
});
