import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot, SnapshotDifference } from '@slipway/contracts';
import { seededPoints } from '../stack/seeded-points.ts';
import { type commandLine, hasKeys } from './command-line.ts';

const DATASET_KEYS = ['description', 'expectations', 'name', 'personal', 'sql', 'updatedAt'];
const SNAPSHOT_KEYS =
  'bytes columns createdAt dataset difference digest expectations name parameters part personal rows sql'.split(
    ' ',
  );
const DIFFERENCE_KEYS = ['against', 'againstCreatedAt', 'columns', 'rows', 'summary'];

/** Every `slipway dataset` command, in the order of a person; leaves the table `points` of 2,000 rows behind. */
export const tryDatasetCommands = async (
  { run, json, text, both }: ReturnType<typeof commandLine>,
  directory: string,
): Promise<void> => {
  const file = join(directory, 'points.csv');
  await writeFile(file, seededPoints(2000));
  const table = await json<{ rows: number }>('dataset', 'load', 'points', file);
  hasKeys(table, 'bytes', 'columns', 'name', 'rows');
  assert.equal(table.rows, 2000);
  const query = 'select * from points where label = $label order by id';
  const expectations = join(directory, 'expectations.yaml');
  await writeFile(expectations, '- { name: near, column: distance, expect: value < 1.99, atMost: 0.01 }\n');
  const split = ['--split-hash', 'id=0.2', '--personal', 'part=hash', '--expectations', expectations];
  hasKeys(await json('dataset', 'put', 'positive', '--sql', query, ...split), ...DATASET_KEYS, 'split');

  const snapshot = await json<Snapshot>('dataset', 'snapshot', 'positive', '-p', 'label=1');
  hasKeys(snapshot, ...SNAPSHOT_KEYS, 'split');
  assert.equal(snapshot.part, 'training');
  const holdout = await text('dataset', 'snapshot', 'positive', '-p', 'label=1', '--part', 'holdout');
  assert.match(holdout, /the holdout part[\s\S]*distance\s+DOUBLE\s+0/);
  const [[tables, shown], profile, list, named, [dataset, described]] = await Promise.all([
    both<object[]>('dataset', 'tables'),
    text('dataset', 'snapshots', snapshot.digest),
    text('dataset', 'snapshots'),
    text('dataset', 'list'),
    both<object>('dataset', 'show', 'positive'),
  ]);
  assert.equal(tables.length, 1);
  assert.match(shown, /points\s+2000/);
  assert.match(profile, /part\s+VARCHAR\s+0\s+100\s+–/, 'of a hashed column there is no value');
  assert.match(list, /positive\s+holdout/);
  assert.match(named, /positive\s+by hash of id\s+1/);
  assert.match(described, /near: distance: value < 1\.99 \(but 1 %\)/);
  hasKeys(dataset, ...DATASET_KEYS, 'split');

  await json('dataset', 'snapshot', 'positive', '-p', 'label=0');
  const [difference, moved] = await both<SnapshotDifference>('dataset', 'diff', 'positive');
  hasKeys(difference, ...DIFFERENCE_KEYS);
  assert.equal(difference.against, snapshot.digest);
  assert.match(moved, /label\s+kept\s+BIGINT\s+0 %\s+1 → 0/);

  await writeFile(expectations, '- { name: near, column: distance, expect: value < 1 }\n');
  await json(
    'dataset',
    'put',
    'strict',
    '--sql',
    'select * from points order by id',
    '--expectations',
    expectations,
  );
  const refused = await run('dataset', 'snapshot', 'strict');
  assert.match(refused.stderr, /near, row \d+: distance = 1\.\d+, id = \d+[\s\S]*^EXPECTATION_FAILED: /m);
  assert.equal(refused.code, 2);
  for (const name of ['positive', 'strict'])
    assert.match(await text('dataset', 'remove', name), /its snapshots stay/);
};
