import { z } from 'zod';
import { Digest, Scalar, Timestamp } from './identifier.ts';

const Pair = <T extends z.ZodType>(value: T) =>
  z.strictObject({ before: value.nullable(), after: value.nullable() });

/** One column in two snapshots; `before` and `after` are null where there is nothing to say. */
export const ColumnDifference = z.strictObject({
  name: z.string(),
  change: z.enum(['added', 'removed', 'retyped', 'kept']),
  type: Pair(z.string()),
  nullShare: Pair(z.number()),
  distinct: Pair(z.int()),
  min: Pair(Scalar),
  max: Pair(Scalar),
  median: Pair(z.number()),
  /**
   * Population stability index of the shares of the rows that have a value; null when neither profile can tell. Over the
   * values where all of them are among the most frequent ones, else over the deciles of the earlier snapshot.
   */
  shift: z.number().min(0).nullable(),
  shiftOver: z.enum(['deciles', 'values']).nullable(),
  /** Among the most frequent values now and not before, with at least 1 % of the rows. */
  newTop: z.array(Scalar),
});
export type ColumnDifference = z.infer<typeof ColumnDifference>;

/** How a snapshot differs from an earlier one, by their profiles. */
export const SnapshotDifference = z.strictObject({
  against: Digest,
  againstCreatedAt: Timestamp,
  rows: z.strictObject({ before: z.int(), after: z.int() }),
  columns: z.array(ColumnDifference),
  /** The same in one or two lines for people. */
  summary: z.array(z.string()),
});
export type SnapshotDifference = z.infer<typeof SnapshotDifference>;
