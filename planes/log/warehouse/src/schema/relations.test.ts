import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { logRoutes } from '@slipway/contracts';
import { NOON, outcome, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

/** Two rows as the first version wrote them: no `assigned`, no `rules`, no `shadow_of`. */
const FIRST_VERSION = fileURLToPath(new URL('./fixtures/first-version.parquet', import.meta.url));

const answered = async (author: Awaited<ReturnType<typeof startWarehouse>>['author']) => {
  const {
    answered: all,
    stored,
    waiting,
    sampledOut,
    dropped,
  } = await author.call(logRoutes.completeness, {});
  return { all, parts: stored + waiting + sampledOut + dropped };
};

test('files of the first version are read together with new ones: what they do not know is null, and weight 1', async (t) => {
  const { directory, spool, warehouse, sql, author } = await startWarehouse(t);
  const day = join(directory, 'predictions', 'endpoint=flight-delays', 'date=2024-05-01');
  await mkdir(day, { recursive: true });
  await cp(FIRST_VERSION, join(day, 'old-1.parquet'));
  const columns =
    'id, release, assigned, release_digest, rules, shadow_of, scores, cached, weight, input_distance';
  const old = [
    ['old-1', 'rel-1', null, null, null, null, null, null, 1, 337],
    ['old-2', 'rel-1', null, null, null, null, null, null, 1, null],
  ];
  assert.deepEqual(await sql(`select ${columns} from predictions order by id`), old);
  spool.seal('g1-1', [
    prediction('p1', {
      rules: ['cap', 'night'],
      scores: [0.2, 0.3, 0.5],
      weight: 4,
      inputs: { distance: 12 },
    }),
    prediction('p1', { variant: 'shadow', shadowOf: 'champion', assignment: 'shadow', propensity: 0.25 }),
    outcome('old-1', 1),
  ]);
  await warehouse.flush();
  assert.deepEqual(await sql(`select ${columns} from predictions order by id`), [
    ...old,
    ['p1', 'rel-1', 'champion', null, ['cap', 'night'], null, [0.2, 0.3, 0.5], false, 4, 12],
  ]);
  assert.deepEqual(await sql('select id, variant, shadow_of, assignment, propensity from shadows'), [
    ['p1', 'shadow', 'champion', 'shadow', 0.25],
  ]);
  assert.deepEqual(await sql('select id, outcome_value from labelled order by id'), [
    ['old-1', 1],
    ['old-2', null],
    ['p1', null],
  ]);
  assert.deepEqual(
    await answered(author),
    { all: 3, parts: 3 },
    'rows from before the counts count themselves',
  );
});

test('a feature that is hashed from some time on is text, and older files stay readable', async (t) => {
  const { spool, warehouse, sql } = await startWarehouse(t);
  spool.seal('g1-1', [prediction('plain', { inputs: { distance: 337 } })]);
  spool.seal('g1-2', [
    { kind: 'schema', endpoint: 'flight-delays', features: [{ name: 'distance', kind: 'category' }] },
    prediction('hashed', { at: NOON + 1, inputs: { distance: 'kX0f' } }),
  ]);
  await warehouse.flush();
  assert.deepEqual(await sql('select id, input_distance from predictions order by "at"'), [
    ['plain', '337.0'],
    ['hashed', 'kX0f'],
  ]);
  assert.deepEqual(await sql('select sum(try_cast(input_distance as double)) from predictions'), [[337]]);
});

test('one row per id, variant and shadowed variant, also after a replay', async (t) => {
  const { spool, warehouse, sql } = await startWarehouse(t);
  const copy = { shadowOf: 'champion', assignment: 'shadow' } as const;
  const rows = [
    prediction('p1'),
    prediction('p1', { ...copy, variant: 'one' }),
    prediction('p1', { ...copy, variant: 'two' }),
  ];
  for (let times = 0; times < 2; times++) {
    spool.seal('g1-1', rows);
    await warehouse.flush();
  }
  assert.deepEqual(await sql('select id, variant from predictions'), [['p1', 'champion']]);
  assert.deepEqual(await sql('select variant from shadows order by variant'), [['one'], ['two']]);
});
