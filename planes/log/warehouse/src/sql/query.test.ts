import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { NOON, outcome, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

test('the log tables are there with their columns before the first row', async (t) => {
  const { sql, author } = await startWarehouse(t);
  assert.deepEqual(await sql('select count(*) from labelled'), [[0]]);
  const { columns } = await author.call(logRoutes.query, { body: { sql: 'from predictions' } });
  assert.deepEqual(
    columns.map(({ name, type }) => `${name} ${type}`).join(', '),
    'id VARCHAR, request VARCHAR, at TIMESTAMP, endpoint VARCHAR, variant VARCHAR, assigned VARCHAR, experiment VARCHAR, model VARCHAR, version INTEGER, release VARCHAR, release_digest VARCHAR, parameters_revision INTEGER, rules VARCHAR[], assignment VARCHAR, propensity DOUBLE, shadow_of VARCHAR, unit VARCHAR, score DOUBLE, scores DOUBLE[], decision VARCHAR, threshold DOUBLE, status INTEGER, error VARCHAR, fallback VARCHAR, cached BOOLEAN, weight DOUBLE, latency_ms DOUBLE, predictor_ms DOUBLE, queue_ms DOUBLE, inference_ms DOUBLE, trace VARCHAR, gateway VARCHAR, date DATE',
  );
  assert.deepEqual((await sql('show tables')).flat(), ['labelled', 'outcomes', 'predictions', 'shadows']);
  assert.deepEqual((await sql('describe labelled')).map(([name]) => name).slice(-3), [
    'outcome_label',
    'outcome_value',
    'outcome_at',
  ]);
});

test('labelled joins each prediction with its latest outcome: the last to be true, then the last to arrive', async (t) => {
  const { sql, spool, warehouse } = await startWarehouse(t);
  spool.seal('g1-1', [
    prediction('corrected'),
    prediction('late'),
    prediction('twice'),
    prediction('open'),
    outcome('corrected', 0),
    outcome('corrected', 1, { receivedAt: NOON + 90_000 }),
    outcome('late', 1, { at: NOON + 80_000 }),
    outcome('late', 0, { at: NOON + 70_000, receivedAt: NOON + 99_000 }),
    outcome('twice', 0),
    outcome('twice', 1),
    outcome('unknown', 1),
  ]);
  await warehouse.flush();
  assert.deepEqual(
    await sql('select id, outcome_value, outcome_label, outcome_at from labelled order by id'),
    [
      ['corrected', 1, '1', '2024-05-01T12:01:00.000Z'],
      ['late', 1, '1', '2024-05-01T12:01:20.000Z'],
      ['open', null, null, null],
      ['twice', 1, '1', '2024-05-01T12:01:00.000Z'],
    ],
  );
});

test('new inputs and changed types of an input show up in the next statement', async (t) => {
  const { sql, spool, warehouse } = await startWarehouse(t);
  spool.seal('g1-1', [prediction('p1', { inputs: { distance: 1 } })]);
  await warehouse.flush();
  assert.deepEqual(await sql('select input_distance from predictions'), [[1]]);
  spool.seal('g1-2', [prediction('p2', { inputs: { distance: 'far', origin: 'SFO' } })]);
  await warehouse.flush();
  assert.deepEqual(await sql('select input_distance, input_origin from predictions order by id'), [
    ['1.0', null],
    ['far', 'SFO'],
  ]);
});

test('values become JSON: exact integers, ISO times, lists, structs and text for the rest', async (t) => {
  const { sql } = await startWarehouse(t);
  const [row] =
    await sql(`select 9007199254740991, 9007199254740993, 1.5::decimal(4,2), 12345678901234567890.123::decimal(30,3),
    'nan'::double, timestamp '2024-01-02 03:04:05.123456', timestamptz '2024-01-02 03:04:05+02', date '2024-01-02',
    [1, null], {'a': 'x', 'b': [true]}, map {'k': 1}, 'ab'::blob, interval 2 days, null, (-1.5)::float,
    timestamp '1969-12-31 23:59:59.999999', '0198c0de-0000-7000-8000-000000000000'::uuid, 170141183460469231731687303715884105727`);
  assert.deepEqual(row, [
    9007199254740991,
    '9007199254740993',
    1.5,
    '12345678901234567890.123',
    'NaN',
    '2024-01-02T03:04:05.123456Z',
    '2024-01-02T01:04:05.000Z',
    '2024-01-02',
    [1, null],
    { a: 'x', b: [true] },
    [{ key: 'k', value: 1 }],
    'YWI=',
    '2 days',
    null,
    -1.5,
    '1969-12-31T23:59:59.999999Z',
    '0198c0de-0000-7000-8000-000000000000',
    '170141183460469231731687303715884105727',
  ]);
});

test('parameters are bound by name, and the answer is cut at the limit', async (t) => {
  const { sql, author } = await startWarehouse(t);
  assert.deepEqual(
    await sql("select $a + 1, $b || '!', $c, $d", { a: 41, b: "it's", c: true, d: 5_000_000_000 }),
    [[42, "it's!", true, 5_000_000_000]],
  );
  const cut = await author.call(logRoutes.query, { body: { sql: 'from range(100000000000)', limit: 3 } });
  assert.deepEqual([cut.rows, cut.truncated], [[[0], [1], [2]], true]);
  const whole = await author.call(logRoutes.query, { body: { sql: 'from range(3)', limit: 3 } });
  assert.deepEqual([whole.rows.length, whole.truncated], [3, false]);
  await assert.rejects(sql('select $a'), { code: 'INVALID_SQL', field: 'sql' });
  await assert.rejects(sql('select 1', { a: 1 }), { code: 'INVALID_SQL' });
});

test('a statement that runs too long is stopped', async (t) => {
  const { sql } = await startWarehouse(t, { queryTimeoutMs: 200 });
  const started = performance.now();
  await assert.rejects(sql('select count(*) from range(1000000000000) where range % 7 = 3'), {
    code: 'TIMEOUT',
  });
  assert.ok(performance.now() - started < 3000);
  assert.deepEqual(await sql('select 1'), [[1]]);
});

test('mistakes are answered with the words of the engine', async (t) => {
  const { sql } = await startWarehouse(t);
  await assert.rejects(sql('select nope from predictions'), /Referenced column "nope" not found/);
  await assert.rejects(sql('select from where'), /syntax error/);
  await assert.rejects(sql('select max(at) from predictions'), /the column "at" needs its double quotes/);
  await assert.rejects(
    sql('from prediction'),
    /there is no table "prediction"; there are labelled, outcomes, predictions/,
  );
  await assert.rejects(sql("select error('boom')"), /boom/);
});

const HOSTILE = [
  'select 1; select 2',
  'create table x as select 1',
  'insert into predictions values (1)',
  'update predictions set id = 1',
  'delete from predictions',
  'drop view predictions',
  "copy (select 1) to '/tmp/slipway-evil.parquet'",
  "copy predictions to '/tmp/slipway-evil.parquet'",
  "attach '/tmp/slipway-evil.db' as evil",
  'pragma database_list',
  'set threads = 1',
  'reset lock_configuration',
  'install httpfs',
  'load httpfs',
  'call duckdb_settings()',
  'checkpoint',
  "export database '/tmp/slipway-evil'",
  'explain analyze select 1',
  'prepare x as select 1',
  'begin',
  "select * from read_csv('/etc/passwd')",
  "select * from read_text('FILE')",
  "select * from read_parquet('FILE')",
  "select * from parquet_scan('FILE')",
  "select * from read_json_auto('/etc/passwd')",
  "select * from glob('/etc/*')",
  "select * from sniff_csv('/etc/passwd')",
  "select * from parquet_metadata('FILE')",
  "select * from '/etc/passwd'",
  "select * from 'FILE'",
  'select * from "FILE"',
  "select * from 'https://example.com/x.parquet'",
  "select getenv('HOME')",
  "select current_setting('temp_directory')",
  'select * from duckdb_settings()',
  'select * from duckdb_views()',
  'select * from duckdb_views',
  'select * from pg_catalog.pg_class',
  'select * from sqlite_master',
  'select * from temp.predictions',
  "select * from query('select 1')",
  "select * from query_table('predictions')",
  "select * from json_execute_serialized_sql('{}')",
  'select * from checkpoint()',
  'select * from enable_logging()',
  "select * from which_secret('a', 'b')",
  "select write_log('x')",
  'select sleep_ms(100000)',
  "select nextval('x')",
  "with x as (select * from read_text('/etc/passwd')) select * from x",
  "select (select content from read_text('/etc/passwd'))",
  "select * from predictions where id in (select content from read_text('/etc/passwd'))",
  "select list_transform(['/etc/passwd'], x -> (select content from read_text(x)))",
  "describe select * from read_csv('/etc/passwd')",
  "summarize '/etc/passwd'",
  "from (values (1)) t, lateral (select * from read_text('/etc/passwd'))",
  "pivot (from read_csv('/etc/passwd')) on 1",
  '',
  ' ; -- nothing',
];

test('only one harmless SELECT runs: everything else is refused with INVALID_SQL', async (t) => {
  const { sql, directory } = await startWarehouse(t);
  const file = join(directory, 'tables', 'secret.txt');
  await writeFile(file, 'secret');
  for (const text of HOSTILE)
    await assert.rejects(
      sql(text.replace('FILE', file)),
      (error: Error & { code: string }) => {
        assert.equal(error.code, text === '' ? 'INVALID_REQUEST' : 'INVALID_SQL', text);
        return true;
      },
      `not refused: ${text}`,
    );
  assert.deepEqual(await sql('select 1 as alive; -- with a comment'), [[1]]);
});

test('absurd statements are refused and the process lives on', async (t) => {
  const { sql } = await startWarehouse(t);
  const deep = 100_000;
  await assert.rejects(sql(`select ${'('.repeat(deep)}1${')'.repeat(deep)}`), { code: 'INVALID_SQL' });
  await assert.rejects(sql(`select ${'1+'.repeat(deep)}1`), { code: 'INVALID_SQL' });
  await assert.rejects(sql(`${'select * from ('.repeat(5000)} select 1 ${')'.repeat(5000)}`), {
    code: 'INVALID_SQL',
  });
  await assert.rejects(sql(`select ${'['.repeat(deep)}`), { code: 'INVALID_SQL' });
  await assert.rejects(sql('select \u0000'), { code: 'INVALID_SQL' });
  assert.deepEqual(await sql('select 1'), [[1]]);
});
