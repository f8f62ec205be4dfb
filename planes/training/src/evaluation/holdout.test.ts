import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ColumnSource, parquetWriteFile, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell } from './cell.ts';
import { openHoldout } from './holdout.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-holdout-'));
});
after(() => rm(directory, { recursive: true }));

const write = (name: string, columnData: ColumnSource[]): string => {
  const filename = join(directory, name);
  parquetWriteFile({ filename, columnData, rowGroupSize: 2 });
  return filename;
};

const read = async (path: string, columns: string[]): Promise<Record<string, Cell[]>> => {
  const cells: Record<string, Cell[]> = Object.fromEntries(columns.map((name) => [name, []]));
  const holdout = await openHoldout(path);
  for await (const window of holdout.windows(columns))
    for (const name of columns) cells[name]!.push(...Array.from(window.columns.get(name)!));
  return cells;
};

test('every simple Parquet type becomes what a client would send', async () => {
  const path = write('types.parquet', [
    { name: 'whole', type: 'INT64', data: [1n, 2n, 3n] },
    { name: 'gap', type: 'INT64', data: [1n, null, 3n] },
    { name: 'small', type: 'INT32', data: [1, null, 3] },
    { name: 'real', type: 'DOUBLE', data: [0.5, null, Number.NaN] },
    { name: 'single', type: 'FLOAT', data: [0.5, 0.25, 0.125] },
    { name: 'flag', type: 'BOOLEAN', data: [true, null, false] },
    { name: 'text', type: 'STRING', data: ['a', null, ''] },
    { name: 'time', type: 'TIMESTAMP', data: [new Date(0), null, new Date(86_400_500)] },
  ]);
  const columns = (await openHoldout(path)).columns;
  assert.deepEqual(await read(path, [...columns]), {
    whole: [1, 2, 3],
    gap: [1, null, 3],
    small: [1, null, 3],
    real: [0.5, null, Number.NaN],
    single: [0.5, 0.25, 0.125],
    flag: [true, null, false],
    text: ['a', null, ''],
    time: ['1970-01-01T00:00:00.000Z', null, '1970-01-02T00:00:00.500Z'],
  });
});

test('dates are ISO days and decimals numbers', async () => {
  const columnData: ColumnSource[] = [
    { name: 'day', data: [0, 11_323, null] },
    { name: 'price', data: [125, null, -7] },
  ];
  const filename = join(directory, 'logical.parquet');
  const schemaOverrides = {
    day: { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'OPTIONAL' },
    price: {
      name: 'price',
      type: 'INT32',
      converted_type: 'DECIMAL',
      precision: 9,
      scale: 2,
      repetition_type: 'OPTIONAL',
    },
  } as const;
  const schema = schemaFromColumnData({ columnData, schemaOverrides });
  parquetWriteFile({
    filename,
    schema,
    columnData: [
      { name: 'day', data: [new Date(0), new Date(11_323 * 86_400_000), null] },
      { name: 'price', data: [1.25, null, -0.07] },
    ],
  });
  assert.deepEqual(await read(filename, ['day', 'price']), {
    day: ['1970-01-01', '2001-01-01', null],
    price: [1.25, null, -0.07],
  });
});

test('a nested column is refused only when it is read', async () => {
  const path = write('nested.parquet', [
    { name: 'tags', type: 'JSON', data: [{ a: 1 }, { a: 2 }, { a: 3 }] },
    { name: 'x', type: 'INT32', data: [1, 2, 3] },
  ]);
  assert.deepEqual(await read(path, ['x']), { x: [1, 2, 3] });
  await assert.rejects(read(path, ['tags']), { code: 'EVALUATION_IMPOSSIBLE', message: /column "tags"/ });
});

test('no rows, no Parquet and no file are refused', async () => {
  const empty = write('empty.parquet', [{ name: 'x', type: 'INT32', data: [] }]);
  const text = join(directory, 'text.parquet');
  await writeFile(text, 'not Parquet at all');
  for (const [path, reason] of [
    [empty, /the holdout has no rows/],
    [text, /the holdout cannot be read/],
    [join(directory, 'absent'), /the holdout cannot be read/],
  ] as const)
    await assert.rejects(openHoldout(path), { code: 'EVALUATION_IMPOSSIBLE', message: reason });
});
