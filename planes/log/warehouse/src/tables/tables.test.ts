import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { FLIGHTS } from '../../test/flights.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a CSV body becomes a table, and the next one replaces it', async (t) => {
  const { author, sql, directory } = await startWarehouse(t);
  const put = (text: string) =>
    author.call(
      logRoutes.putTable,
      { params: { table: 'towns' }, query: { format: 'csv' } },
      { upload: bytes(text) },
    );
  const table = await put('name,people,since\nOslo,709037,1048-01-01\n"Ås, near",,\n');
  assert.deepEqual(table.columns, [
    { name: 'name', type: 'VARCHAR' },
    { name: 'people', type: 'BIGINT' },
    { name: 'since', type: 'DATE' },
  ]);
  assert.deepEqual(await sql('select * from towns order by name'), [
    ['Oslo', 709037, '1048-01-01'],
    ['Ås, near', null, null],
  ]);
  await put('name\nBergen\n');
  await put('name\nTromsø\n');
  assert.deepEqual(await sql('select * from towns'), [['Tromsø']]);
  const files = await readdir(join(directory, 'tables', 'towns'));
  assert.equal(files.length, 3, 'the record, the file and its predecessor');
  assert.deepEqual(await author.call(logRoutes.listTables, {}), [
    {
      name: 'towns',
      rows: 1,
      bytes: (await author.call(logRoutes.listTables, {}))[0]?.bytes,
      columns: [{ name: 'name', type: 'VARCHAR' }],
    },
  ]);
});

test('a table name with a hyphen is named in quotes', async (t) => {
  const { author, sql } = await startWarehouse(t);
  const input = { params: { table: 'my-towns' }, query: { format: 'csv' } } as const;
  await author.call(logRoutes.putTable, input, { upload: bytes('a\n1\n') });
  assert.deepEqual(await sql('select * from "my-towns"'), [[1]]);
});

test('what is not the named format is TABLE_INVALID, and the old table stays', async (t) => {
  const { author, sql, directory } = await startWarehouse(t);
  const whole = await readFile(FLIGHTS);
  const put = (content: Uint8Array, format: 'parquet' | 'csv', table = 'kept') =>
    author.call(logRoutes.putTable, { params: { table }, query: { format } }, { upload: content });
  await put(bytes('a\n1\n'), 'csv');
  const flipped = Buffer.from(whole);
  for (let position = 50_000; position < 60_000; position++) flipped[position] = 0xff;
  const hostile: [string, Uint8Array, 'parquet' | 'csv'][] = [
    ['empty', new Uint8Array(), 'parquet'],
    ['text', bytes('PAR1 hello PAR1'), 'parquet'],
    ['cut', whole.subarray(0, 100_000), 'parquet'],
    ['footer only', whole.subarray(-20_000), 'parquet'],
    ['flipped page', flipped, 'parquet'],
    [
      'footer length too large',
      Buffer.concat([bytes('PAR1'), Buffer.from('ffffff7f', 'hex'), bytes('PAR1')]),
      'parquet',
    ],
    ['no text', whole.subarray(0, 4096), 'csv'],
    ['empty csv', new Uint8Array(), 'csv'],
  ];
  for (const [name, content, format] of hostile)
    await assert.rejects(
      put(content, format),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'TABLE_INVALID', `${name}: ${error.message}`);
        assert.ok(!error.message.includes(directory), error.message);
        return true;
      },
      name,
    );
  assert.deepEqual(await sql('select * from kept'), [[1]]);
  assert.deepEqual(await readdir(join(directory, 'scratch')), []);
});

test('the names of the log tables are taken', async (t) => {
  const { author } = await startWarehouse(t);
  const input = { params: { table: 'predictions' }, query: { format: 'csv' } } as const;
  await assert.rejects(author.call(logRoutes.putTable, input, { upload: bytes('a\n1\n') }), {
    code: 'INVALID_REQUEST',
    field: 'table',
  });
});

test('three million real flights load, survive a restart, and answer in SQL', async (t) => {
  const first = await startWarehouse(t);
  const upload = await readFile(FLIGHTS);
  const started = performance.now();
  const table = await first.author.call(
    logRoutes.putTable,
    { params: { table: 'flights' }, query: {} },
    { upload },
  );
  t.diagnostic(`${Math.round(performance.now() - started)} ms to load 3,000,000 rows`);
  assert.equal(table.rows, 3_000_000);
  const again = await startWarehouse(t, { directory: first.root });
  assert.deepEqual(await again.sql("select count(*) from flights where origin = 'SFO' and delay > 15"), [
    [(await first.sql("select count(*) filter (delay > 15) from flights where origin = 'SFO'"))[0]?.[0]],
  ]);
});
