import { z } from 'zod';
import { Digest, Id, Name, Timestamp } from './identifier.ts';

/**
 * What became of making a version again from the same code, data, parameters and seed.
 * - `identical`: the model is the same, byte for byte
 * - `equivalent`: another model, whose metrics match within the tolerance
 * - `different`: another model, whose metrics do not match or cannot be compared
 * - `impossible`: it could not be made again: code or data are not there any more
 */
export const ReproductionVerdict = z.enum(['identical', 'equivalent', 'different', 'impossible']);
export type ReproductionVerdict = z.infer<typeof ReproductionVerdict>;

/** Largest |a − b| / max(|a|, |b|) of two metrics that match. */
export const Tolerance = z.number().min(0).max(1).default(1e-6);

/** What a run makes again: the version of an earlier run. */
export const ReproductionOrder = z.strictObject({
  run: Id,
  model: Name,
  version: z.int().min(1),
  tolerance: z.number().min(0).max(1),
});
export type ReproductionOrder = z.infer<typeof ReproductionOrder>;

/** One metric of the platform's evaluation on the recorded holdout. */
export const ReproducedMetric = z.strictObject({
  name: z.string(),
  recorded: z.number().nullable(),
  reproduced: z.number().nullable(),
  /** |a − b| / max(|a|, |b|); null where one of them is not defined. */
  difference: z.number().nullable(),
  matches: z.boolean(),
});
export type ReproducedMetric = z.infer<typeof ReproducedMetric>;

/** training → release: sent once per reproducing run. */
export const ReproductionReport = z.strictObject({
  /** The run that made it again. */
  run: Id,
  /** The run that was made again. */
  reproduces: Id,
  verdict: ReproductionVerdict,
  /** One sentence for people. */
  reason: z.string(),
  tolerance: z.number().min(0).max(1),
  /** The model that was made; null when none was. */
  artifact: Digest.nullable(),
  metrics: z.array(ReproducedMetric),
});
export type ReproductionReport = z.infer<typeof ReproductionReport>;

export const Reproduction = z.strictObject({
  ...ReproductionReport.shape,
  model: Name,
  version: z.int().min(1),
  createdAt: Timestamp,
});
export type Reproduction = z.infer<typeof Reproduction>;
