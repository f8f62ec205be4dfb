import { z } from 'zod';
import { Digest, Name, Scalar, Timestamp } from './identifier.ts';

/** Profile of one column of a snapshot. Shares are of all rows; `quantiles` are the nine deciles of a numeric column. */
export const ColumnProfile = z.strictObject({
  name: z.string(),
  type: z.string(),
  nulls: z.int().min(0),
  distinct: z.int().min(0),
  min: Scalar.nullable(),
  max: Scalar.nullable(),
  mean: z.number().nullable(),
  quantiles: z.array(z.number()),
  top: z.array(z.strictObject({ value: Scalar.nullable(), count: z.int().min(0) })),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** The immutable Parquet result of a query; the bytes are a blob named by `digest`. */
export const Snapshot = z.strictObject({
  digest: Digest,
  name: z.string(),
  sql: z.string(),
  parameters: z.record(z.string(), Scalar),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  columns: z.array(ColumnProfile),
  createdAt: Timestamp,
});
export type Snapshot = z.infer<typeof Snapshot>;

export const SnapshotRequest = z.strictObject({
  name: z.string().min(1).max(200),
  /** One SELECT; `$parameter` is filled from `parameters`. Order the rows, or the digest is not reproducible. */
  sql: z.string().min(1),
  parameters: z.record(z.string(), Scalar).default({}),
});
export type SnapshotRequest = z.infer<typeof SnapshotRequest>;

/** A named query over the warehouse. */
export const Dataset = z.strictObject({
  name: Name,
  sql: z.string().min(1),
  description: z.string().default(''),
  updatedAt: Timestamp,
});
export type Dataset = z.infer<typeof Dataset>;
