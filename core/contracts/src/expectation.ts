import { z } from 'zod';
import { Scalar } from './identifier.ts';

/** What must hold of data before anything is trained on it, in CEL; docs/datasets.md has the names that it may read. */
export const Expectation = z.strictObject({
  name: z.string().min(1).max(200),
  /** Of the column: `value` of a row-level expectation, the profile of a column-level one. Absent: `row.<column>`, `rows`. */
  column: z.string().min(1).optional(),
  /** True where the data is as expected: `value >= 0 && value < 2000`, `nullShare < 0.01 && distinct > 10`. */
  expect: z.string().min(1).max(4000),
  level: z.enum(['row', 'column']).default('row'),
  /** Share of all rows that may break a row-level expectation. */
  atMost: z.number().min(0).max(1).default(0),
});
export type Expectation = z.infer<typeof Expectation>;

/** At most a hundred, with names that differ. */
export const Expectations = z
  .array(Expectation)
  .max(100)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names must differ');

/** A row that broke an expectation. Hashed columns read `(hashed)`; of wide rows the columns that were judged come first. */
export const OffendingRow = z.strictObject({
  /** Position in the snapshot, from 1. */
  row: z.int().min(1),
  values: z.record(z.string(), Scalar.nullable()),
});
export type OffendingRow = z.infer<typeof OffendingRow>;

/** What came of an expectation: `broken` rows of a row-level one; 0 or 1 of a column-level one. */
export const ExpectationResult = z.strictObject({
  ...Expectation.shape,
  passed: z.boolean(),
  broken: z.int().min(0),
  /** The first of them. */
  offending: z.array(OffendingRow).max(5),
});
export type ExpectationResult = z.infer<typeof ExpectationResult>;
