import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { MemorySpool } from '../../test/memory-spool.ts';
import { NOON, outcome, prediction, schema } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const features = [
  { name: 'origin', kind: 'category' },
  { name: 'distance', kind: 'number' },
  { name: 'weekend', kind: 'boolean' },
] as const;

const parquetFiles = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.parquet')).sort();

test('a segment becomes one typed Parquet file per endpoint and day, and is acknowledged', async (t) => {
  const { spool, warehouse, directory, sql } = await startWarehouse(t);
  spool.seal('g1-1', [
    schema(features),
    prediction('p1', { inputs: { origin: 'SFO', distance: 337, weekend: false }, unit: 'SFO-LAX' }),
    prediction('p2', { at: NOON + 86_400_000, inputs: { origin: null, distance: 12.5 } }),
    prediction('p3', { endpoint: 'other', score: null, status: 503, error: 'NO_PREDICTOR' }),
    outcome('p1', 1),
  ]);
  await warehouse.flush();
  assert.deepEqual(await parquetFiles(directory), [
    'counts/date=2024-05-01/g1-1.parquet',
    'outcomes/date=2024-05-01/g1-1.parquet',
    'predictions/endpoint=flight-delays/date=2024-05-01/g1-1.parquet',
    'predictions/endpoint=flight-delays/date=2024-05-02/g1-1.parquet',
    'predictions/endpoint=other/date=2024-05-01/g1-1.parquet',
  ]);
  assert.deepEqual(spool.acknowledged, ['g1-1']);
  assert.deepEqual(
    await sql(
      'select id, endpoint, "at", date, unit, input_origin, input_distance, input_weekend from predictions order by id',
    ),
    [
      ['p1', 'flight-delays', '2024-05-01T12:00:00.000Z', '2024-05-01', 'SFO-LAX', 'SFO', 337, false],
      ['p2', 'flight-delays', '2024-05-02T12:00:00.000Z', '2024-05-02', null, null, 12.5, null],
      ['p3', 'other', '2024-05-01T12:00:00.000Z', '2024-05-01', null, null, null, null],
    ],
  );
  assert.deepEqual(await sql('select prediction, value, label, received_at from outcomes'), [
    ['p1', 1, '1', '2024-05-01T12:01:00.000Z'],
  ]);
});

test('a crash before the acknowledgement and the replay leave exactly one file with the same rows', async (t) => {
  const { spool, warehouse, directory, sql, author } = await startWarehouse(t);
  spool.diesBeforeAcknowledging = true;
  spool.seal('g1-1', [prediction('p1'), prediction('p2'), outcome('p1', 1)]);
  await warehouse.flush();
  assert.equal((await author.call(logRoutes.completeness, {})).stored, 2);
  assert.match(warehouse.ready().reason ?? '', /died before/);
  const replayed = await startWarehouse(t, { directory: join(directory, '..'), spool });
  spool.diesBeforeAcknowledging = false;
  await replayed.warehouse.flush();
  assert.deepEqual(spool.acknowledged, ['g1-1']);
  assert.equal((await parquetFiles(directory)).length, 3);
  assert.deepEqual(await sql('select count(*), count(distinct id) from predictions'), [[2, 2]]);
  const after = await replayed.author.call(logRoutes.completeness, {});
  assert.deepEqual([after.stored, after.outcomes, after.waiting], [2, 1, 0]);
});

test('what a dead process left half-written is removed at start and never counted', async (t) => {
  const first = await startWarehouse(t);
  await writeFile(join(first.directory, 'scratch', 'left.parquet'), 'half');
  await startWarehouse(t, { directory: first.root });
  assert.deepEqual((await readdir(join(first.directory, 'scratch'))).includes('left.parquet'), false);
  assert.deepEqual(await first.sql('select count(*) from predictions'), [[0]]);
});

test('a damaged segment gives its readable records and is set aside', async (t) => {
  const { spool, warehouse, sql, author } = await startWarehouse(t);
  spool.seal('g1-1', [prediction('p1')], 812);
  spool.seal('g1-2', [prediction('p2')]);
  await warehouse.flush();
  assert.deepEqual(spool.quarantined, ['g1-1']);
  assert.deepEqual(await sql('select id from predictions order by id'), [['p1'], ['p2']]);
  const { stored, quarantined } = await author.call(logRoutes.completeness, {});
  assert.deepEqual([stored, quarantined], [2, 1]);
});

test('a segment that cannot be read does not hold up the others', async (t) => {
  class Failing extends MemorySpool {
    override async read(id: string) {
      if (id === 'bad') throw new Error('the disk said no');
      return super.read(id);
    }
  }
  const { spool, warehouse, sql } = await startWarehouse(t, { spool: new Failing() });
  spool.seal('bad', [prediction('p0')]);
  spool.seal('good', [prediction('p1')]);
  await warehouse.flush();
  assert.deepEqual(await sql('select id from predictions'), [['p1']]);
  assert.deepEqual([...spool.segments.keys()], ['bad']);
  assert.deepEqual(warehouse.ready(), { ready: true, reason: 'the disk said no' });
});

test('hostile names and values stay inside the warehouse and lose no row', async (t) => {
  const { spool, warehouse, directory, sql } = await startWarehouse(t);
  const names = ['../../evil', "it's", 'a=b', '*', 'ü😀', 'x'.repeat(400), '..'];
  spool.seal('g1/../1', [
    ...names.map((endpoint, index) => prediction(`p${index}`, { endpoint })),
    prediction('nul', { inputs: { text: 'a\u0000b', lone: '\ud83d', 'we\'ird"': 1, Age: 1, age: 2 } }),
    prediction('times', { at: Number.NaN, latencyMs: Number.POSITIVE_INFINITY, version: 1.5 }),
    prediction('types', { inputs: { text: 7, lone: null } }),
  ]);
  await warehouse.flush();
  const files = await parquetFiles(directory);
  const rows = files.filter((file) => !file.startsWith('counts/date='));
  assert.equal(rows.length, names.length + 2);
  assert.ok(rows.every((file) => file.startsWith('predictions/endpoint=')));
  assert.deepEqual(await sql('select count(*) from predictions'), [[names.length + 3]]);
  const endpoints = (
    await sql("select endpoint from predictions where endpoint <> 'flight-delays' order by id")
  ).flat();
  assert.deepEqual(
    endpoints.filter((endpoint) => !names.includes(String(endpoint))).length,
    1,
    'only the long name is cut',
  );
  assert.deepEqual(
    await sql(
      `select input_text, input_lone, "input_we'ird""", input_Age, input_age_2 from predictions where id = 'nul'`,
    ),
    [['a\u0000b', '\ufffd', 1, 1, 2]],
  );
  assert.deepEqual(await sql(`select "at", latency_ms, version from predictions where id = 'times'`), [
    ['1970-01-01T00:00:00.000Z', null, null],
  ]);
});

test('20,000 rows are recorded within a second of processor time', async (t) => {
  const { spool, warehouse, sql } = await startWarehouse(t);
  const rows = Array.from({ length: 20_000 }, (_, index) =>
    prediction(`p${index}`, { at: NOON + index, inputs: { origin: 'SFO', distance: index, weekend: false } }),
  );
  spool.seal('warm-up', [prediction('first')]);
  await warehouse.flush();
  spool.seal('g1-1', [schema(features), ...rows]);
  const before = process.cpuUsage();
  await warehouse.flush();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  t.diagnostic(`${Math.round(milliseconds)} ms of processor time for 20,000 rows`);
  assert.ok(milliseconds < 1000, `${milliseconds} ms`);
  assert.deepEqual(await sql('select count(*) from predictions'), [[20_001]]);
});
