import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { DAY, NOON, prediction, schema } from '../../test/records.ts';
import { startWarehouse, temporaryDirectory } from '../../test/warehouse-fixture.ts';
import { Engine } from '../duckdb/engine.ts';
import { distances } from './numeric-distribution.ts';

/** A warehouse with a function that compares one column `x` of two lists. */
const comparison = async (t: TestContext) => {
  const started = await startWarehouse(t);
  const blob = async (sql: string) => {
    const body = { name: 'x', sql };
    return {
      kind: 'blob',
      digest: (await started.author.call(logRoutes.createSnapshot, { body })).digest,
    } as const;
  };
  const compare = async (reference: string, current: string, kind: 'number' | 'category' = 'number') => {
    const body = {
      reference: await blob(reference),
      current: await blob(current),
      columns: [{ name: 'x', kind }],
    };
    const { distributions } = await started.author.call(logRoutes.distributions, { body });
    return distributions[0]!;
  };
  return { ...started, blob, compare };
};

const list = (values: readonly (number | string | null)[]) =>
  `select unnest([${values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')}]) as x`;

const close = (actual: number | null, expected: number, digits = 7) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 10 ** -digits, `${actual} is not ${expected}`);

test('R4.4a: KS and normed Wasserstein of two small samples', async (t) => {
  const { compare } = await comparison(t);
  const found = await compare(
    list([38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58]),
    list([39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]),
  );
  close(found.ks, 0.625);
  close(found.wasserstein, 0.7812361);
});

test('R4.4b: frozen deciles, right-closed', async (t) => {
  const { compare } = await comparison(t);
  const found = await compare(
    'select i / 100 as x from range(1, 101) r(i)',
    'select (i / 100)^2 as x from range(1, 101) r(i)',
  );
  close(found.ks, 0.25);
  close(found.wasserstein, 0.5773214);
  close(found.edges[0]!, 0.109);
  close(found.edges[8]!, 0.901);
  assert.deepEqual(found.reference, Array(10).fill(10));
  assert.deepEqual(found.current, [33, 12, 10, 8, 8, 6, 6, 6, 5, 6]);
  assert.equal(found.bins.length, 10);
  assert.deepEqual([found.bins[0], found.bins[1], found.bins[9]], ['≤ 0.109', '(0.109, 0.208]', '> 0.901']);
});

test('R4.4g: constants and ties', async (t) => {
  const { compare } = await comparison(t);
  const same = await compare(list([5, 5, 5, 5]), list([5, 5, 5, 5]));
  assert.deepEqual(
    [same.wasserstein, same.ks, same.edges, same.reference, same.current],
    [0, 0, [5], [4, 0], [4, 0]],
  );
  const moved = await compare(list([5, 5, 5, 5]), list([5.1, 5.1, 5.1, 5.1]));
  close(moved.wasserstein, 100, 6);
  assert.deepEqual(moved.current, [0, 4]);
  const apart = await compare(list([0, 1, 3]), list([5, 6, 8, 9]));
  close(apart.wasserstein, 5.6666667 / Math.sqrt(14 / 9), 6);
  const ties = await compare(list([0, 0, 1]), list([0, 1]));
  close(ties.ks, 0.1666667);
  close(ties.wasserstein, 0.1666667 / Math.sqrt(2 / 9), 6);
});

test('nulls, NaN and infinities stand apart, and an empty side has no distance', async (t) => {
  const { compare } = await comparison(t);
  const found = await compare(
    "select unnest([1, 2, null, 'nan'::double, 'inf'::double]) as x",
    'select unnest([null, null]::double[]) as x',
  );
  assert.deepEqual(
    [found.referenceRows, found.referenceNulls, found.currentRows, found.currentNulls],
    [5, 3, 2, 2],
  );
  assert.deepEqual([found.ks, found.wasserstein], [null, null]);
  assert.deepEqual(found.current, Array(found.bins.length).fill(0));
});

test('R4.4e: categories with their counts; unseen ones are counted in (other)', async (t) => {
  const { compare } = await comparison(t);
  const found = await compare(list(['a', 'a', 'b', 'b', null]), list(['a', 'a', 'b', 'b', 'c']), 'category');
  assert.deepEqual(found.bins, ['a', 'b', '(other)']);
  assert.deepEqual([found.reference, found.current, found.unseen], [[2, 2, 0], [2, 2, 1], 1]);
  assert.deepEqual([found.referenceNulls, found.currentNulls, found.ks, found.edges], [1, 0, null, []]);
});

test('only the 100 most frequent categories of the reference have a bin', async (t) => {
  const { compare } = await comparison(t);
  const found = await compare(
    "select 'c' || lpad(i::varchar, 3, '0') as x from range(150) r(i), range(150 - i)",
    "select 'c' || lpad(i::varchar, 3, '0') as x from range(100, 152) r(i)",
    'category',
  );
  assert.equal(found.bins.length, 101);
  assert.deepEqual([found.bins[0], found.bins[99], found.bins[100]], ['c000', 'c099', '(other)']);
  assert.deepEqual([found.reference[100], found.current[100], found.unseen], [(50 * 51) / 2, 52, 2]);
});

test('a window of the log is compared with a snapshot: inputs by their plain name, and the score', async (t) => {
  const { author, spool, warehouse, blob } = await comparison(t);
  const features = [
    { name: 'distance', kind: 'number' },
    { name: 'model', kind: 'category' },
  ] as const;
  const row = (id: string, distance: number, changes = {}) =>
    prediction(id, { score: distance / 10, inputs: { distance, model: 'x' }, ...changes });
  spool.seal('g1-1', [
    schema(features),
    row('p1', 1),
    row('p2', 2),
    row('p3', 3, { variant: 'challenger' }),
    row('early', 4, { at: NOON - 86_400_000 }),
    row('end', 5, { at: Date.parse(DAY.to) }),
    row('elsewhere', 6, { endpoint: 'other' }),
  ]);
  await warehouse.flush();
  const reference = await blob("select unnest([1, 2, 3]) as distance, 'y' as model, 0.5 as p");
  const current = {
    kind: 'predictions',
    endpoint: 'flight-delays',
    window: DAY,
    variant: 'champion',
  } as const;
  const columns = [
    { name: 'distance', kind: 'number' },
    { name: 'model', kind: 'category' },
    { name: 'p', kind: 'number', currentName: 'score' },
  ] as const;
  const { distributions } = await author.call(logRoutes.distributions, {
    body: { reference, current, columns: [...columns] },
  });
  assert.deepEqual(
    distributions.map(({ currentRows, currentNulls, unseen }) => [currentRows, currentNulls, unseen]),
    [
      [2, 0, 0],
      [2, 0, 2],
      [2, 0, 0],
    ],
  );
  assert.deepEqual(distributions[2]?.current, [2, 0]);
  const wrong = { reference, current, columns: [{ name: 'nope', kind: 'number' } as const] };
  await assert.rejects(author.call(logRoutes.distributions, { body: wrong }), {
    code: 'INVALID_REQUEST',
    field: 'columns[0].name',
  });
  const silent = { ...current, endpoint: 'silent' };
  const none = await author.call(logRoutes.distributions, {
    body: { reference, current: silent, columns: [...columns] },
  });
  assert.deepEqual(
    none.distributions.map(({ currentRows }) => currentRows),
    [0, 0, 0],
  );
});

test('a blob that is missing or no table is refused with the name of the field', async (t) => {
  const { author, blobs, blob } = await comparison(t);
  const good = await blob('select 1 as x');
  const { digest } = await blobs.put(await readFile(new URL(import.meta.url)));
  const compare = (digest: string) =>
    author.call(logRoutes.distributions, {
      body: { reference: good, current: { kind: 'blob', digest }, columns: [{ name: 'x', kind: 'number' }] },
    });
  await assert.rejects(compare(digest), { code: 'INVALID_REQUEST', field: 'current.digest' });
  await assert.rejects(compare(`sha256:${'0'.repeat(64)}`), { code: 'BLOB_NOT_FOUND' });
});

test('above the limit of exact rows the distances are those of 10,000 steps', async (t) => {
  const engine = new Engine({
    memoryLimit: '256MB',
    threads: 2,
    spill: join(await temporaryDirectory(t), 'spill'),
  });
  t.after(() => engine.close());
  await engine.session(async (session) => {
    await session.run(
      'create temp table reference as select (i * 7919 % 100003) / 100003.0::double as c0 from range(100003) r(i)',
    );
    await session.run(
      'create temp table "current" as select ((i * 7919 % 100003) / 100003.0::double)^1.2 as c0 from range(100003) r(i)',
    );
    const exact = await distances(session, 'c0');
    const binned = await distances(session, 'c0', 1000);
    close(binned!.ks, exact!.ks, 3);
    close(binned!.w1, exact!.w1, 4);
    assert.notEqual(binned!.ks, exact!.ks);
  });
});
