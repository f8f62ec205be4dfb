import type { MetricPoint } from '@slipway/contracts';
import type { TrainingDatabase } from '../tables.ts';

export interface NewestMetric {
  /** The number of the newest point of any run: where the next look begins. */
  readonly seen: number;
  /** Null when the run has none that is newer than the last look. */
  readonly point: MetricPoint | null;
}

/** Points that the first look goes back, of all runs together: enough for one that goes on, and quick beside millions of old ones. */
const FIRST_LOOK = 5000;

/** The metric point of a run that arrived last since `seen`; null is the first look. Points are numbered in the order of arrival. */
export const readNewestMetric = async (
  db: TrainingDatabase,
  run: string,
  seen: number | null,
): Promise<NewestMetric> => {
  const newest = await db
    .selectFrom('training_metric')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const end = newest?.id ?? 0;
  const after = seen ?? end - FIRST_LOOK;
  if (end <= after) return { seen: after, point: null };
  const row = await db
    .selectFrom('training_metric')
    .select(['key', 'value', 'step', 'at'])
    .where('id', '>', after)
    .where('id', '<=', end)
    .where('run', '=', run)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return { seen: end, point: null };
  const { key, value, step, at } = row;
  return { seen: end, point: { key, value, step, at: at.toISOString() } };
};
