import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot } from '@slipway/contracts';
import { describeDataset, describeDifference, describeSnapshot } from './dataset-text.ts';

const SNAPSHOT: Snapshot = {
  digest: `sha256:${'a'.repeat(64)}`,
  name: 'flights',
  sql: 'select 1',
  parameters: {},
  rows: 200,
  bytes: 4096,
  columns: [
    {
      name: 'delay',
      type: 'BIGINT',
      nulls: 2,
      distinct: 90,
      min: -5,
      max: 300,
      mean: 12.5,
      quantiles: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      top: [{ value: 0, count: 20 }],
    },
  ],
  createdAt: '2026-01-01T00:00:00.000Z',
  part: 'training',
  split: { by: 'hash', column: 'unit', holdout: 0.2, salt: '' },
  personal: { email: 'hash' },
  expectations: [
    {
      name: 'a day',
      column: 'delay',
      expect: 'value < 1440',
      level: 'row',
      atMost: 0.01,
      passed: true,
      broken: 1,
      offending: [],
    },
  ],
  difference: null,
};

test('a snapshot is shown with its terms, its expectations and its profile', () => {
  const text = describeSnapshot(SNAPSHOT);
  for (const line of [
    'flights: 200 rows, 4.1 kB, the training part',
    '  split        holdout 20 % of the keys, by hash of unit',
    '  personal     email (hash)',
    '  expectation  a day: delay: value < 1440 (but 1 %): holds, broken in 1 rows',
  ])
    assert.ok(text.includes(line), text);
  assert.match(text, /delay\s+BIGINT\s+2 \(1 %\)\s+90\s+-5\s+5\s+300\s+12\.5000\s+0 ×20/);
});

test('a dataset is shown as it was declared', () => {
  const { sql, split, personal, createdAt } = SNAPSHOT;
  const [{ passed: _, broken: __, offending: ___, ...expectation } = assert.fail()] = SNAPSHOT.expectations;
  const dataset = { name: 'flights', description: 'late ones', sql, split, personal, updatedAt: createdAt };
  assert.equal(
    describeDataset({ ...dataset, expectations: [expectation] }),
    [
      'flights: late ones',
      'select 1',
      '  split        holdout 20 % of the keys, by hash of unit',
      '  personal     email (hash)',
      '  expectation  a day: delay: value < 1440 (but 1 %)',
    ].join('\n'),
  );
});

test('a difference shows before and after of what moved', () => {
  const same = { before: 1, after: 1 };
  const text = describeDifference({
    against: SNAPSHOT.digest,
    againstCreatedAt: SNAPSHOT.createdAt,
    rows: { before: 100, after: 200 },
    summary: ['against it: 200 rows (+100 %)'],
    columns: [
      {
        name: 'delay',
        change: 'kept',
        type: { before: 'BIGINT', after: 'BIGINT' },
        nullShare: { before: 0, after: 0.015 },
        distinct: same,
        min: same,
        max: { before: 3, after: null },
        median: { before: 1, after: 2.5 },
        shift: 0.1234,
        shiftOver: 'deciles',
        newTop: [7],
      },
    ],
  });
  assert.match(text, /delay\s+kept\s+BIGINT\s+0 % → 1\.5 %\s+1\s+1 → 2\.5\s+3 → –\s+0\.123 over deciles\s+7/);
});
