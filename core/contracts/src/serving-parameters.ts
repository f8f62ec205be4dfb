import { z } from 'zod';
import { Name, Timestamp } from './identifier.ts';
import { FixedAnswer, InputRule, OutputRule, VariantCondition } from './serving-rule.ts';

const unique = <T extends { readonly name: string }>(items: readonly T[]): boolean =>
  new Set(items.map(({ name }) => name)).size === items.length;
const UNIQUE = 'a name may appear once';

/** What a variant does otherwise than its endpoint. */
export const VariantParameters = z.strictObject({
  /** false: the variant answers nothing; its share goes to the active variant. */
  activate: z.boolean().optional(),
  threshold: z.number().min(0).max(1).optional(),
  timeoutMs: z.int().min(1).max(600_000).optional(),
});
export type VariantParameters = z.infer<typeof VariantParameters>;

/** Share of the units of a variant outside of experiments. */
export const VariantWeight = z.strictObject({ variant: Name, weight: z.number().min(0).max(1) });

/** What is asked when the chosen variant cannot answer, in place of an error. */
export const Fallback = z.union([z.strictObject({ variant: Name }), z.strictObject({ answer: FixedAnswer })]);
export type Fallback = z.infer<typeof Fallback>;

/** How much of a prediction goes into the log. */
export const LogParameters = z.strictObject({
  /** `full`: inputs and outputs; `outputs`: no inputs. */
  level: z.enum(['full', 'outputs']).default('full'),
  /** Share of the requests whose rows are logged, by hash of the request id; the others are counted. A row's weight is 1 / sampling. */
  sampling: z.number().min(0).max(1).default(1),
  /** `hashed`: HMAC-SHA-256 under the gateway's own key; assignment uses the plain key in every mode. */
  unit: z.enum(['plain', 'hashed', 'dropped']).default('plain'),
  /** Features whose values do not reach the log as they are. */
  redact: z.record(z.string(), z.enum(['hashed', 'dropped'])).default({}),
});
export type LogParameters = z.infer<typeof LogParameters>;

const shape = {
  /** false: the endpoint answers 503 ENDPOINT_INACTIVE with `message`. */
  activate: z.boolean(),
  /** What clients of a switched-off endpoint are told. */
  message: z.string().max(500).nullable(),
  /** Variant that answers outside an experiment; null: the first one. */
  activeVariant: Name.nullable(),
  /** Split of the traffic outside of experiments, sticky by unit. Empty: all to the active variant. */
  weights: z
    .array(VariantWeight)
    .refine(
      (all) => all.length === 0 || Math.abs(all.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-9,
      'the weights must add up to 1',
    )
    .refine(
      (all) => new Set(all.map((each) => each.variant)).size === all.length,
      'a variant may appear once',
    ),
  /** Looked at before experiments and weights, in order. */
  conditions: z.array(VariantCondition).max(100).refine(unique, UNIQUE),
  /** Clients may choose the variant with the header `x-slipway-variant`, for testing. */
  directAddressing: z.boolean(),
  variants: z.record(Name, VariantParameters),
  /** Deadline of the whole request in the gateway, milliseconds. */
  timeoutMs: z.int().min(1).max(600_000),
  /** Deadline of one try on one predictor, milliseconds; null: what is left of the whole. */
  tryTimeoutMs: z.int().min(1).max(600_000).nullable(),
  /** Further tries on another predictor of the same variant, within the deadline. */
  retries: z.int().min(0).max(10),
  /** Retries and hedges may be at most this share of the requests of the last ten seconds (at least 3 per second). */
  retryBudget: z.number().min(0).max(1),
  /** Ask a second predictor when the first has not answered after this time; null: never. */
  hedgeAfterMs: z.int().min(1).max(600_000).nullable(),
  /** Score from which the decision is the positive class. */
  threshold: z.number().min(0).max(1),
  inputRules: z.array(InputRule).max(100).refine(unique, UNIQUE),
  outputRules: z.array(OutputRule).max(100).refine(unique, UNIQUE),
  fallback: Fallback.nullable(),
  /** Requests of this endpoint at the same time in one gateway; null: adaptive, from the measured latency. */
  concurrency: z.int().min(1).max(100_000).nullable(),
  /** Answers of equal inputs are repeated for this long, seconds; 0: no cache. */
  cacheSeconds: z.number().min(0).max(86_400),
  log: LogParameters,
};

/**
 * The switches of a live endpoint. What a revision does not set comes from the gateway's environment
 * (SLIPWAY_ACTIVATE, SLIPWAY_ACTIVE_VARIANT, SLIPWAY_TIMEOUT_MS, SLIPWAY_RETRIES, SLIPWAY_THRESHOLD, …), then from the default here.
 */
export const ServingParameters = z.strictObject({
  activate: shape.activate.default(true),
  message: shape.message.default(null),
  activeVariant: shape.activeVariant.default(null),
  weights: shape.weights.default([]),
  conditions: shape.conditions.default([]),
  directAddressing: shape.directAddressing.default(true),
  variants: shape.variants.default({}),
  timeoutMs: shape.timeoutMs.default(2000),
  tryTimeoutMs: shape.tryTimeoutMs.default(null),
  retries: shape.retries.default(2),
  retryBudget: shape.retryBudget.default(0.2),
  hedgeAfterMs: shape.hedgeAfterMs.default(null),
  threshold: shape.threshold.default(0.5),
  inputRules: shape.inputRules.default([]),
  outputRules: shape.outputRules.default([]),
  fallback: shape.fallback.default(null),
  concurrency: shape.concurrency.default(null),
  cacheSeconds: shape.cacheSeconds.default(0),
  log: shape.log.prefault({}),
});
export type ServingParameters = z.infer<typeof ServingParameters>;

/** Values that a revision sets; absence leaves the default of the gateway. */
export const ServingParameterValues = z.strictObject(shape).partial();
export type ServingParameterValues = z.infer<typeof ServingParameterValues>;

/** What a revision changes of the one before: lists and objects are replaced as a whole. */
export const ParameterChange = z.strictObject({
  values: ServingParameterValues.default({}),
  /** Values that go back to the default of the gateway. */
  unset: z.array(ServingParameterValues.keyof()).default([]),
});
export type ParameterChange = z.infer<typeof ParameterChange>;

/** A numbered change. Revision 0 is the environment's defaults alone. */
export const ParameterRevision = z.strictObject({
  endpoint: Name,
  revision: z.int().min(0),
  values: ServingParameterValues,
  by: z.string(),
  reason: z.string(),
  createdAt: Timestamp,
});
export type ParameterRevision = z.infer<typeof ParameterRevision>;

/**
 * What a change of parameters would have done to logged traffic. A row counts with the score and threshold that it was logged with;
 * where the model would have been asked otherwise, what it would have said is not known.
 */
export const ParameterTrial = z.strictObject({
  endpoint: Name,
  /** Logged rows that were tried. */
  rows: z.int(),
  from: Timestamp.nullable(),
  to: Timestamp.nullable(),
  /** Rows whose decision would have been another; those of which it is not known are not among them. */
  decisionsChanged: z.int(),
  /** Per decision, before and after; `(rejected)` where a rule refuses, `(inactive)`, `(unknown)`, and `(none)` for regression. */
  decisions: z.array(z.strictObject({ decision: z.string(), before: z.int(), after: z.int() })),
  /** Rows on which each rule and condition fires, with up to three prediction ids to look at. */
  rules: z.array(
    z.strictObject({ rule: z.string(), fired: z.int(), errors: z.int(), examples: z.array(z.string()) }),
  ),
  /** Rows that another variant would have answered. A split moves units by their hash: only those whose variant has no share any more count. */
  reassigned: z.int(),
  /** Rows whose input would have been adjusted before the model saw it. */
  adjusted: z.int(),
  /** What the rules read and the log does not hold, e.g. `attributes.country`: in the trial it was missing. */
  notLogged: z.array(z.string()),
});
export type ParameterTrial = z.infer<typeof ParameterTrial>;
