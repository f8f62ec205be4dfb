import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ColumnProfile, logRoutes } from '@slipway/contracts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

/** Profiles of `a` and `b`, two rows of one column, and a third row without a value. */
const profiles = async (
  t: Parameters<typeof startWarehouse>[0],
  values: Readonly<Record<string, readonly [string, string]>>,
): Promise<Record<string, ColumnProfile>> => {
  const { author } = await startWarehouse(t);
  const names = Object.keys(values);
  const row = (index: 0 | 1) =>
    `select ${names.map((name) => `${values[name]![index]} as "${name}"`).join(', ')}`;
  const sql = `select * from (${row(0)} union all ${row(1)} union all select ${names.map(() => 'null').join(', ')}) order by all nulls last`;
  const { columns } = await author.call(logRoutes.createSnapshot, { body: { name: 'types', sql } });
  return Object.fromEntries(columns.map((column) => [column.name, column]));
};

test('every type has its missing values, distinct values, range and most frequent values', async (t) => {
  const found = await profiles(t, {
    bool: ['false', 'true'],
    tiny: ["'-128'::tinyint", '127::tinyint'],
    unsigned: ['0::ubigint', '18446744073709551615::ubigint'],
    big: ["'-9223372036854775808'::bigint", '9007199254740991::bigint'],
    decimal: ['1.50::decimal(9,2)', '2.25::decimal(9,2)'],
    long_decimal: ['1::decimal(38,10)', '1234567890123456789.0123456789::decimal(38,10)'],
    float: ['1.5::float', '2.5::float'],
    date: ["date '2001-01-31'", "date '2001-02-01'"],
    timestamp: ["timestamp '2001-01-01 01:02:03.5'", "timestamp '2001-01-02'"],
    zoned: ["timestamptz '2001-01-01 01:00:00+01'", "timestamptz '2001-01-02 00:00:00+00'"],
    nanos: ["'2001-01-01 00:00:00.000000001'::timestamp_ns", "'2001-01-02'::timestamp_ns"],
    time: ["time '01:02:03'", "time '23:00:00'"],
    uuid: ["'00000000-0000-0000-0000-000000000001'::uuid", "'00000000-0000-0000-0000-000000000002'::uuid"],
    blob: ["'a'::blob", "'b'::blob"],
    enum: ["'x'::enum('x', 'y')", "'y'::enum('x', 'y')"],
    list: ['[1, 2]', '[1, 3]'],
    array: ['array_value(1, 2)', 'array_value(1, 3)'],
    struct: ["{'a': 1, 'b': 'x'}", "{'a': 2, 'b': 'x'}"],
    map: ["map {'k': 1}", "map {'k': 2}"],
    json: ['\'{"a": 1}\'::json', '\'{"a": 2}\'::json'],
    interval: ['interval 1 day', 'interval 2 days'],
  });
  for (const [name, { nulls, distinct, top }] of Object.entries(found)) {
    assert.deepEqual([nulls, distinct], [1, 2], name);
    assert.deepEqual(
      top.map(({ count }) => count),
      [1, 1],
      name,
    );
  }
  const range = (name: string) => [found[name]?.min, found[name]?.max];
  assert.deepEqual(range('bool'), [false, true]);
  assert.deepEqual(range('tiny'), [-128, 127]);
  assert.deepEqual(range('unsigned'), [0, '18446744073709551615'], 'beyond exact doubles as text');
  assert.deepEqual(range('big'), ['-9223372036854775808', 9007199254740991]);
  assert.deepEqual(range('decimal'), [1.5, 2.25]);
  assert.deepEqual(range('long_decimal'), [1, '1234567890123456789.0123456789']);
  assert.deepEqual(range('date'), ['2001-01-31', '2001-02-01']);
  assert.deepEqual(range('timestamp'), ['2001-01-01T01:02:03.500Z', '2001-01-02T00:00:00.000Z']);
  assert.deepEqual(range('zoned'), ['2001-01-01T00:00:00.000Z', '2001-01-02T00:00:00.000Z']);
  assert.deepEqual(range('nanos'), ['2001-01-01 00:00:00.000000001', '2001-01-02 00:00:00']);
  assert.deepEqual(range('uuid')[0], '00000000-0000-0000-0000-000000000001');
  assert.deepEqual(range('blob'), ['YQ==', 'Yg==']);
  assert.deepEqual(range('list'), ['[1, 2]', '[1, 3]'], 'nested values are compared as text');
  assert.deepEqual(range('struct')[0], "{'a': 1, 'b': x}");
  assert.deepEqual(range('map')[0], '{k=1}');
  assert.deepEqual(range('json')[0], '{"a": 1}');
  const numeric = Object.values(found).filter(({ quantiles }) => quantiles.length === 9);
  assert.deepEqual(
    numeric.map(({ name, mean }) => [name, typeof mean]),
    ['tiny', 'unsigned', 'big', 'decimal', 'long_decimal', 'float'].map((name) => [name, 'number']),
  );
  assert.equal(found.unsigned?.mean, 2 ** 63);
  assert.deepEqual([found.float?.mean, found.float?.quantiles[4]], [2, 2]);
});

test('whole numbers of 128 bits are doubles in Parquet', async (t) => {
  const { huge } = await profiles(t, {
    huge: ['1::hugeint', '170141183460469231731687303715884105727::hugeint'],
  });
  assert.deepEqual([huge?.type, huge?.min, huge?.max], ['DOUBLE', 1, 2 ** 127]);
});

test('NaN and infinities are missing, empty columns have no values, and long text is cut', async (t) => {
  const found = await profiles(t, {
    odd: ["'nan'::double", "'inf'::double"],
    empty: ['null::double', 'null::double'],
    text: ["repeat('x', 1000)", "'short'"],
  });
  const { odd, empty, text } = found;
  for (const column of [odd, empty])
    assert.deepEqual(
      [
        column?.nulls,
        column?.distinct,
        column?.min,
        column?.max,
        column?.mean,
        column?.quantiles,
        column?.top,
      ],
      [3, 0, null, null, null, [], []],
    );
  assert.equal(text?.max, `${'x'.repeat(200)}…`);
});
