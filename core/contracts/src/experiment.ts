import { z } from 'zod';
import { Id, Name, Timestamp } from './identifier.ts';

export const ExperimentVariant = z.strictObject({ variant: Name, weight: z.number().min(0).max(1) });

/** A part of the units that experiments of one namespace share without overlap: [from, to) of [0, 1) under the hash of `__<name>`. */
export const NamespaceRange = z
  .strictObject({ name: Name, from: z.number().min(0).max(1), to: z.number().min(0).max(1) })
  .refine(({ from, to }) => from < to, 'from must be below to');
export type NamespaceRange = z.infer<typeof NamespaceRange>;

/**
 * Harm that stops an arm by itself. `errors`: share of failed answers; `latency`: share of answers slower than `overMs`;
 * `fallback`: share of answers by a fallback. Checked against the control arm, one-sided and always valid (methods.md 1.12).
 */
export const Guardrail = z.strictObject({
  metric: z.enum(['errors', 'latency', 'fallback']),
  overMs: z.number().positive().optional(),
  /** Harm up to this share is accepted. */
  margin: z.number().min(0).max(1).default(0),
});
export type Guardrail = z.infer<typeof Guardrail>;

export const EXPERIMENT_METRICS = ['brier', 'logLoss', 'accuracy'] as const;

/**
 * A test on live traffic. `ab`: units are assigned by FNV v2 over `seed` and the unit key (methods.md part 2); the first variant is
 * the control arm, the weights add up to 1. `shadow`: the variants get copies of the requests after the answer; a weight is the
 * share of the requests that a shadow sees, the control is the variant that answered.
 */
const shape = {
  name: Name,
  kind: z.enum(['ab', 'shadow']).default('ab'),
  variants: z
    .array(ExperimentVariant)
    .min(1)
    .refine((v) => new Set(v.map(({ variant }) => variant)).size === v.length, 'a variant may appear once'),
  /** Share of the units that take part; raising it moves nobody. */
  coverage: z.number().min(0).max(1).default(1),
  /** Absent: made from the id. */
  seed: z.string().min(1).max(100).optional(),
  namespace: NamespaceRange.nullable().default(null),
  /** Units that get a fixed variant, e.g. testers: unit key to variant. Their rows carry no propensity and are left out of the analysis. */
  overrides: z
    .record(z.string().min(1).max(500), Name)
    .refine((all) => Object.keys(all).length <= 1000, 'at most 1,000 overrides')
    .default({}),
  /** What promotion is decided on. */
  metric: z.enum(EXPERIMENT_METRICS).default('brier'),
  /** Smallest harm in the metric that matters: promotion needs the interval of the difference below it. */
  margin: z.number().min(0).max(1).default(0.002),
  guardrails: z
    .array(Guardrail)
    .max(10)
    .default([{ metric: 'errors', margin: 0.005 }]),
  /** No promotion is recommended before this many days; a guardrail stops at any time. */
  minimumDays: z.number().min(0).max(365).default(0),
  /** Units per arm that the power calculator asked for; null: not planned. */
  plannedUnits: z.int().min(1).nullable().default(null),
  /** Guardrails, error burn and latency burn stop the experiment without a person; the end date does so in any case. */
  autoStop: z.boolean().default(true),
  endsAt: Timestamp.optional(),
};

export const ExperimentRequest = z
  .strictObject(shape)
  .refine(
    ({ kind, variants }) =>
      kind === 'shadow' || Math.abs(variants.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9,
    { path: ['variants'], message: 'the weights must add up to 1' },
  )
  .refine(({ kind, variants }) => kind === 'shadow' || variants.length > 1, {
    path: ['variants'],
    message: 'an A/B test needs two variants',
  });
export type ExperimentRequest = z.infer<typeof ExperimentRequest>;

export const Experiment = z.strictObject({
  ...shape,
  id: Id,
  endpoint: Name,
  seed: z.string(),
  state: z.enum(['running', 'stopped']),
  startedAt: Timestamp,
  stoppedAt: Timestamp.nullable(),
  /** Who stopped it, and why. */
  conclusion: z
    .strictObject({
      by: z.string(),
      reason: z.string(),
      promoted: Name.nullable(),
      /** What stopped it when nobody did. */
      cause: z.enum(['person', 'guardrail', 'burn', 'end']).default('person'),
    })
    .nullable(),
});
export type Experiment = z.infer<typeof Experiment>;

/** What a running experiment may change without moving a unit that takes part. */
export const ExperimentChange = z
  .strictObject({
    coverage: shape.coverage.unwrap(),
    overrides: shape.overrides.unwrap(),
    endsAt: Timestamp.nullable(),
    autoStop: z.boolean(),
  })
  .partial();
export type ExperimentChange = z.infer<typeof ExperimentChange>;

/** Question to the power calculator (methods.md 1.8): proportions when `baseline` and `effect` are shares, else means with `deviation`. */
export const ExperimentPlanRequest = z.strictObject({
  baseline: z.number(),
  /** Smallest absolute difference worth finding. */
  effect: z.number().positive(),
  /** Standard deviation of the metric; absent: `baseline` is a share. */
  deviation: z.number().positive().optional(),
  alpha: z.number().gt(0).lt(0.5).default(0.05),
  power: z.number().gt(0.5).lt(1).default(0.8),
  /** Share of the units in the treatment arm. */
  split: z.number().gt(0).lt(1).default(0.5),
  /** Looks at any time: the always-valid interval needs more units. */
  sequential: z.boolean().default(true),
  /** Units per day that the endpoint sees, and the share that takes part. */
  unitsPerDay: z.number().positive().optional(),
  coverage: z.number().gt(0).max(1).default(1),
});
export type ExperimentPlanRequest = z.infer<typeof ExperimentPlanRequest>;

export const ExperimentPlan = z.strictObject({
  unitsPerArm: z.strictObject({ control: z.int(), treatment: z.int() }),
  units: z.int(),
  /** Whole weeks, at least three days; null without `unitsPerDay`. */
  days: z.int().nullable(),
  method: z.string(),
});
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;
