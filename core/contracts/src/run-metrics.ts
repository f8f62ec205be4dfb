import { z } from 'zod';
import { MetricPoint } from './run.ts';

/** Which metrics of a run are asked for. */
export const MetricQuery = z.strictObject({
  /** Only this key. */
  key: z.string().min(1).max(1000).optional(),
  /** The `next` of the answer before, of a run with many keys. */
  after: z.string().max(1000).optional(),
  /** Points of the answer; a longer series is thinned evenly, and keeps its first and its last point. */
  limit: z.coerce.number().int().min(1).max(10_000).default(500),
});
export type MetricQuery = z.infer<typeof MetricQuery>;

export const MetricPage = z.strictObject({
  /** In the order in which they arrived. */
  metrics: z.array(MetricPoint),
  /** Whether points between the first and the last of a key were left out. */
  sampled: z.boolean(),
  /** More keys follow: ask with it as `after`. Null when these are all. */
  next: z.string().nullable(),
});
export type MetricPage = z.infer<typeof MetricPage>;
