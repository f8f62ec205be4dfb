import { z } from 'zod';
import { Expectations } from './expectation.ts';
import { Name, Scalar } from './identifier.ts';
import { Split, SplitPart } from './split.ts';

/**
 * Personal columns of a query's result: `drop` leaves them out, `hash` puts a keyed hash in their place, which is the same for
 * equal values of columns of the same name, also in the log. Both before anything is written.
 */
export const PersonalFields = z.record(z.string().min(1), z.enum(['drop', 'hash']));
export type PersonalFields = z.infer<typeof PersonalFields>;

/** Beside the query itself: what of it is taken, and what must hold of it. */
export const ExtractionTerms = z.strictObject({
  split: Split.optional(),
  personal: PersonalFields.optional(),
  expectations: Expectations.optional(),
});
export type ExtractionTerms = z.infer<typeof ExtractionTerms>;

/** A query by its text or by the name of a dataset (exactly one), with terms that are added to those of the dataset. */
export const ExtractionSource = z.strictObject({
  /** One SELECT; `$parameter` is filled from the parameters. Order the rows, or the digest is not reproducible. */
  sql: z.string().min(1).optional(),
  dataset: Name.optional(),
  ...ExtractionTerms.shape,
});
export type ExtractionSource = z.infer<typeof ExtractionSource>;

/** What a divided query was when its training part was taken: the holdout is the other part of exactly this. */
export const Extraction = z.strictObject({
  sql: z.string().min(1),
  parameters: z.record(z.string(), Scalar),
  ...ExtractionTerms.shape,
  split: Split,
});
export type Extraction = z.infer<typeof Extraction>;

/**
 * Which rows a version is evaluated on: a SELECT of its own; the holdout of the split of a declared snapshot step or of a dataset
 * (its other rows are what is trained on); or all rows of a dataset that no step trains on.
 */
export const HoldoutSource = z.union([
  z.string().min(1),
  z.strictObject({ step: Name }),
  z.strictObject({ dataset: Name, part: z.enum(['holdout', 'all']).default('holdout') }),
]);
export type HoldoutSource = z.infer<typeof HoldoutSource>;

/** What the worker asks the warehouse for as the holdout. */
export const HoldoutWork = z.strictObject({
  kind: z.literal('holdout'),
  source: ExtractionSource,
  part: SplitPart,
  /** Of the training part, where the holdout is its other side. Absent: those of the run. */
  parameters: z.record(z.string(), Scalar).optional(),
});
