import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { startWarehouse, temporaryDirectory } from '../../test/warehouse-fixture.ts';

test('a snapshot is compared with the one of its name before it, and with any other on demand', async (t) => {
  const { author } = await startWarehouse(t);
  const take = (name: string, rows: number) =>
    author.call(logRoutes.createSnapshot, { body: { name, sql: `select i as x from range(${rows}) t(i)` } });
  const difference = (digest: string, against?: string) =>
    author.call(logRoutes.snapshotDifference, { params: { digest }, query: against ? { against } : {} });
  const first = await take('a', 100);
  assert.equal(first.difference, null);
  await assert.rejects(difference(first.digest), { code: 'NOT_FOUND', message: /Earlier snapshot of "a"/ });
  await take('b', 7);
  const second = await take('a', 150);
  assert.deepEqual(second.difference?.rows, { before: 100, after: 150 });
  assert.equal(second.difference?.against, first.digest);
  assert.deepEqual(await difference(second.digest), second.difference);
  assert.deepEqual((await difference(first.digest, second.digest)).rows, { before: 150, after: 100 });
  await assert.rejects(difference(first.digest, `sha256:${'0'.repeat(64)}`), { code: 'NOT_FOUND' });

  // The same bytes again are the newest of the name again, and are compared with what was before them now.
  const third = await take('a', 100);
  assert.deepEqual([third.digest, third.difference?.rows], [first.digest, { before: 150, after: 100 }]);
  const names = (await author.call(logRoutes.listSnapshots, {})).map(({ name, rows }) => `${name} ${rows}`);
  assert.deepEqual(names, ['a 100', 'a 150', 'b 7']);
});

test('one digest has a history under each of its names', async (t) => {
  const { author } = await startWarehouse(t);
  const take = (name: string, sql: string) => author.call(logRoutes.createSnapshot, { body: { name, sql } });
  const one = await take('a', 'select 1 as x');
  await take('b', 'select 1 as x');
  assert.equal((await take('a', 'select 2 as x')).difference?.against, one.digest);
});

test('records of before digests could have several names are still read', async (t) => {
  const directory = await temporaryDirectory(t);
  const digest = `sha256:${'1'.repeat(64)}`;
  const old = {
    digest,
    name: 'old',
    sql: 'select 1',
    parameters: {},
    rows: 5,
    bytes: 10,
    columns: [],
    createdAt: '2025-01-01T00:00:00.000Z',
  };
  await mkdir(join(directory, 'warehouse', 'snapshots'), { recursive: true });
  await writeFile(join(directory, 'warehouse', 'snapshots', `${'1'.repeat(64)}.json`), JSON.stringify(old));
  const { author } = await startWarehouse(t, { directory });
  const read = await author.call(logRoutes.getSnapshot, { params: { digest } });
  assert.deepEqual(read, { ...old, part: 'all', personal: {}, expectations: [], difference: null });
  const next = await author.call(logRoutes.createSnapshot, { body: { name: 'old', sql: 'select 1 as x' } });
  assert.equal(next.difference?.against, digest);
});

test('a dataset names query and terms; parameters that it does not mention are left aside; it can be forgotten', async (t) => {
  const { author } = await startWarehouse(t);
  const params = { dataset: 'numbers' };
  const declared = {
    sql: 'select i as x from range($n) t(i)',
    description: '',
    personal: {},
    expectations: [{ name: 'positive', column: 'x', expect: 'value >= 0', level: 'row' as const, atMost: 0 }],
    split: { by: 'hash' as const, column: 'x', holdout: 0.5, salt: '' },
  };
  const stored = await author.call(logRoutes.putDataset, { params, body: declared });
  const { name, updatedAt, ...terms } = stored;
  assert.deepEqual([name, terms], ['numbers', declared]);
  assert.ok(updatedAt);
  const take = (part: 'training' | 'holdout' | 'all') =>
    author.call(logRoutes.createSnapshot, {
      body: { name: 'n', dataset: 'numbers', part, parameters: { n: 1000, depth: 4 } },
    });
  const all = await take('all');
  assert.deepEqual([all.rows, all.parameters, all.sql], [1000, { n: 1000 }, declared.sql]);
  assert.equal((await take('training')).rows + (await take('holdout')).rows, 1000);
  assert.deepEqual(await author.call(logRoutes.removeDataset, { params }), stored);
  await assert.rejects(take('all'), { code: 'NOT_FOUND', field: 'dataset' });
  await assert.rejects(author.call(logRoutes.removeDataset, { params }), { code: 'NOT_FOUND' });
  const both = { name: 'n', dataset: 'numbers', sql: 'select 1' };
  await assert.rejects(author.call(logRoutes.createSnapshot, { body: both }), { code: 'NOT_FOUND' });
  await assert.rejects(author.call(logRoutes.createSnapshot, { body: { name: 'n' } }), {
    code: 'INVALID_REQUEST',
    field: 'sql',
  });
});
