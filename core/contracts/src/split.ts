import { z } from 'zod';

const Column = z.string().min(1);

/** A day, a time, or `$parameter`, which stands for such a value among the parameters. */
const Moment = z.union([
  z.iso.date(),
  z.iso.datetime({ offset: true }),
  z.string().regex(/^\$[A-Za-z_]\w*$/),
]);

/** Rows at or after `at` are the holdout, the earlier ones and those without a time are the training part. */
export const TimeSplit = z.strictObject({ by: z.literal('time'), column: Column, at: Moment });

/**
 * All rows of one key are on one side. In the holdout is a row whose key has
 * `first 52 bits of sha256(salt + 0x00 + key as text) / 2^52 < holdout`, whatever engine computes it; a row without a key is
 * in the training part. Keys are text, whole numbers, booleans, days and UUIDs.
 */
export const HashSplit = z.strictObject({
  by: z.literal('hash'),
  column: Column,
  /** Expected share of the keys that is held out. */
  holdout: z.number().gt(0).lt(1),
  /** Another salt gives another, independent split. */
  salt: z.string().max(200).default(''),
});

/** How one query is divided into what is trained on and what is held out. */
export const Split = z.discriminatedUnion('by', [TimeSplit, HashSplit]);
export type Split = z.infer<typeof Split>;
export type HashSplit = z.infer<typeof HashSplit>;

/** A side of a split. `all` of a query that is not divided, or regardless of its split. */
export const SplitPart = z.enum(['training', 'holdout', 'all']);
export type SplitPart = z.infer<typeof SplitPart>;
