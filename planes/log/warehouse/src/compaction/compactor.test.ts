import assert from 'node:assert/strict';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { DAY, outcome, prediction } from '../../test/records.ts';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

const ROWS = 'predictions/endpoint=flight-delays/date=2024-05-01';

const SUMS = 'select count(*), count(distinct id), sum(score), min("at"), max("at") from predictions';

test('the small files of a closed day become one, with the same rows, and counts and outcomes too', async (t) => {
  const { spool, warehouse, directory, sql, author } = await startWarehouse(t);
  for (let index = 0; index < 5; index++)
    spool.seal(`g1-${index}`, [
      prediction(`p${index}`, { score: index / 10, inputs: { distance: index } }),
      prediction(`p${index}`, { variant: 's', shadowOf: 'champion' }),
      outcome(`p${index}`, 1),
    ]);
  spool.seal('g1-other', [prediction('other', { inputs: { distance: 'far' } })]);
  await warehouse.flush();
  const before = await sql(SUMS);
  const labelled = await sql('select id, outcome_value, input_distance from labelled order by id');
  const completeness = await author.call(logRoutes.completeness, {});
  await warehouse.compact();
  const files = await readdir(join(directory, ROWS));
  assert.equal(files.length, 2, 'a file with other types stays apart');
  assert.ok(files.includes('g1-other.parquet'));
  assert.equal((await readdir(join(directory, 'outcomes', 'date=2024-05-01'))).length, 1);
  assert.equal((await readdir(join(directory, 'counts', 'date=2024-05-01'))).length, 1);
  assert.deepEqual(await readdir(join(directory, 'compactions')), []);
  assert.deepEqual(await sql(SUMS), before);
  assert.deepEqual(await sql('select id, outcome_value, input_distance from labelled order by id'), labelled);
  assert.deepEqual(await sql('select count(*) from shadows'), [[5]]);
  assert.deepEqual(await author.call(logRoutes.completeness, {}), completeness);
  await warehouse.compact();
  assert.deepEqual(await readdir(join(directory, ROWS)), files, 'there is nothing more to merge');
});

test('a segment that can be recorded again keeps its file: a replay after a merge adds nothing', async (t) => {
  const { spool, warehouse, directory, sql } = await startWarehouse(t);
  for (const id of ['g1-1', 'g1-2', 'g1-3']) spool.seal(id, [prediction(id)]);
  await warehouse.flush();
  spool.diesBeforeAcknowledging = true;
  spool.seal('g1-4', [prediction('g1-4')]);
  await warehouse.flush();
  await warehouse.compact();
  assert.ok((await readdir(join(directory, ROWS))).includes('g1-4.parquet'));
  spool.diesBeforeAcknowledging = false;
  for (let tries = 0; tries < 100 && spool.segments.size > 0; tries++) {
    await new Promise((wake) => setTimeout(wake, 20));
    await warehouse.flush();
  }
  assert.deepEqual(await sql('select count(*), count(distinct id) from predictions'), [[4, 4]]);
});

test('a death between the new file and the removal of the old ones is repaired before anybody reads', async (t) => {
  const first = await startWarehouse(t);
  for (const id of ['g1-1', 'g1-2']) first.spool.seal(id, [prediction(id)]);
  await first.warehouse.flush();
  await first.warehouse.service.stop();
  const day = join(first.directory, ROWS);
  const replaced = ['g1-1.parquet', 'g1-2.parquet'].map((name) => join(ROWS, name));
  const journals = join(first.directory, 'compactions');
  await mkdir(journals, { recursive: true });
  // The old files are there once more, as if the process had died before it removed them.
  const old = join(first.root, 'old');
  await cp(day, old, { recursive: true });
  const second = await startWarehouse(t, { directory: first.root });
  await second.warehouse.compact();
  await second.warehouse.service.stop();
  const [merged] = await readdir(day);
  await cp(old, day, { recursive: true });
  const intended = { target: join(ROWS, merged!), replaced };
  await writeFile(join(journals, 'a.json'), JSON.stringify(intended));
  await writeFile(
    join(journals, 'b.json'),
    JSON.stringify({ ...intended, target: join(ROWS, 'never.parquet') }),
  );
  const third = await startWarehouse(t, { directory: first.root });
  assert.deepEqual(await readdir(day), [merged]);
  assert.deepEqual(await readdir(journals), []);
  assert.deepEqual(await third.sql('select id from predictions order by id'), [['g1-1'], ['g1-2']]);
});

test('questions go on while files are merged, and each sees every row once', async (t) => {
  const { spool, warehouse, author } = await startWarehouse(t);
  for (let index = 0; index < 20; index++) spool.seal(`g1-${index}`, [prediction(`p${index}`)]);
  await warehouse.flush();
  let done = false;
  const merging = warehouse.compact().then(() => {
    done = true;
  });
  const seen = new Set<number>();
  const body = { endpoint: 'flight-delays', window: DAY, bucketSeconds: 86_400 };
  while (!done) seen.add((await author.call(logRoutes.volume, { body })).buckets[0]!.predictions);
  await merging;
  assert.deepEqual([...seen], [20]);
});
