import { z } from 'zod';
import { Id, Name, Timestamp } from './identifier.ts';

export const ExperimentVariant = z.strictObject({ variant: Name, weight: z.number().min(0).max(1) });

/** An online A/B test: units are assigned by FNV v2 over `seed` and the unit key (methods.md part 2). The first variant is the control arm. */
export const ExperimentRequest = z.strictObject({
  name: Name,
  variants: z
    .array(ExperimentVariant)
    .min(2)
    .refine(
      (v) => Math.abs(v.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9,
      'the weights must add up to 1',
    )
    .refine((v) => new Set(v.map(({ variant }) => variant)).size === v.length, 'a variant may appear once'),
  /** Share of the units that take part; raising it moves nobody. */
  coverage: z.number().min(0).max(1).default(1),
  /** Absent: made from the id. */
  seed: z.string().min(1).max(100).optional(),
  /** Smallest harm in Brier score that matters: promotion needs the interval of the difference below it. */
  margin: z.number().min(0).max(1).default(0.002),
  endsAt: Timestamp.optional(),
});
export type ExperimentRequest = z.infer<typeof ExperimentRequest>;

export const Experiment = z.strictObject({
  ...ExperimentRequest.shape,
  id: Id,
  endpoint: Name,
  seed: z.string(),
  state: z.enum(['running', 'stopped']),
  startedAt: Timestamp,
  stoppedAt: Timestamp.nullable(),
  /** Who stopped it, and why. */
  conclusion: z.strictObject({ by: z.string(), reason: z.string(), promoted: Name.nullable() }).nullable(),
});
export type Experiment = z.infer<typeof Experiment>;
