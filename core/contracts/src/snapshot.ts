import { z } from 'zod';
import { ExpectationResult, Expectations } from './expectation.ts';
import { ExtractionSource, PersonalFields } from './extraction.ts';
import { Digest, Name, Scalar, Timestamp } from './identifier.ts';
import { SnapshotDifference } from './snapshot-difference.ts';
import { Split, SplitPart } from './split.ts';

/**
 * Profile of one column of a snapshot. `nulls` counts missing values, NaN among them; `quantiles` are the nine deciles of a
 * numeric column; text is cut after 200 characters. Of a hashed column there is no value, only `nulls` and `distinct`.
 */
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
  /** The dataset that the query was named by. */
  dataset: Name.optional(),
  part: SplitPart.default('all'),
  split: Split.optional(),
  personal: PersonalFields.default({}),
  /** All passed, or there would be no snapshot. */
  expectations: z.array(ExpectationResult).default([]),
  /** Against the snapshot of the same name and part before it; null when it was the first. */
  difference: SnapshotDifference.nullable().default(null),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const SnapshotRequest = z.strictObject({
  name: z.string().min(1).max(200),
  ...ExtractionSource.shape,
  /** `training` of a query without a split is all of it; `holdout` needs a split. */
  part: SplitPart.default('training'),
  /** Of a dataset, those that it does not mention are left aside. */
  parameters: z.record(z.string(), Scalar).default({}),
});
export type SnapshotRequest = z.infer<typeof SnapshotRequest>;

/** A named query over the warehouse, and the terms on which its rows are taken. */
export const Dataset = z.strictObject({
  name: Name,
  sql: z.string().min(1),
  description: z.string().default(''),
  split: Split.optional(),
  personal: PersonalFields.default({}),
  expectations: Expectations.default([]),
  updatedAt: Timestamp,
});
export type Dataset = z.infer<typeof Dataset>;

/** What a dataset is declared with. */
export const DatasetDeclaration = Dataset.omit({ name: true, updatedAt: true });
export type DatasetDeclaration = z.infer<typeof DatasetDeclaration>;
