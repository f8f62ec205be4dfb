import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrate } from '@slipway/platform/database';
import { sql } from 'kysely';
import { createTrainingDatabase } from '../../jobs/fixtures/training-database.ts';
import { TRACKING_MIGRATIONS } from '../storage/migrations.ts';
import type { TrackingTables } from '../storage/tables.ts';
import type { MetricRow } from '../storage/value-rows.ts';
import { latestOfEach, storeMetrics } from './metric-log.ts';

const point = (step: number, timestamp: number, value: number, key = 'm'): MetricRow => ({
  key,
  value,
  timestamp,
  step,
});

/** Points of one key, and the one that counts. */
const CASES: readonly (readonly [MetricRow[], MetricRow])[] = [
  [[point(0, 9, 9), point(1, 0, 0)], point(1, 0, 0)],
  [[point(1, 5, 1), point(1, 4, 9)], point(1, 5, 1)],
  [[point(1, 5, 1), point(1, 5, 3), point(1, 5, 2)], point(1, 5, 3)],
  [[point(-3, 5, 1), point(-4, 9, 1)], point(-3, 5, 1)],
  [[point(2, 5, 1), point(1, 5, Number.NaN)], point(2, 5, 1)],
  [[point(1, 5, Number.NaN), point(1, 5, 3)], point(1, 5, Number.NaN)],
];

describe('the latest point of a metric', () => {
  it('has the largest step, then timestamp, then value', () => {
    for (const [points, latest] of CASES) {
      assert.deepEqual(latestOfEach(points), [latest]);
      assert.deepEqual(latestOfEach([...points].reverse()), [latest]);
    }
    assert.equal(latestOfEach([point(1, 1, 1, 'a'), point(1, 1, 1, 'b')]).length, 2);
  });

  it('is the same whether points come together or one after the other, in any order, and twice', async (t) => {
    const database = await createTrainingDatabase();
    t.after(() => database.close());
    await migrate(database, 'tracking', TRACKING_MIGRATIONS);
    const db = database.of<TrackingTables>();
    let number = 0;
    const stored = async (batches: MetricRow[][]) => {
      number += 1;
      await sql`insert into tracking_run (number, id, experiment, name, user_id, status, start_time, artifact_uri)
        values (${number}, ${`run-${number}`}, 0, '', '', 'RUNNING', 0, '')`.execute(db);
      for (const batch of batches) await storeMetrics(db, sql`${number}::integer`, batch);
      const latest = await db
        .selectFrom('tracking_latest_metric')
        .select(['key', 'value', 'timestamp', 'step'])
        .where('run', '=', number)
        .execute();
      const { points } = await db
        .selectFrom('tracking_metric')
        .select((count) => count.fn.countAll<number>().as('points'))
        .where('run', '=', number)
        .executeTakeFirstOrThrow();
      return { latest, points: Number(points) };
    };
    for (const [points, latest] of CASES) {
      const wanted = { latest: [latest], points: points.length };
      const reversed = [...points].reverse();
      assert.deepEqual(await stored([points]), wanted);
      assert.deepEqual(await stored(points.map((each) => [each])), wanted);
      assert.deepEqual(await stored(reversed.map((each) => [each])), wanted);
      assert.deepEqual(await stored([points, reversed]), wanted);
    }
  });
});
