import { z } from 'zod';
import { Digest, Id, Name, Scalar, Timestamp } from './identifier.ts';

export const Query = z.strictObject({
  /**
   * One read-only statement. Tables: predictions (answers), shadows (copies that shadows answered), outcomes, labelled (predictions
   * with their latest outcome), and the loaded tables.
   */
  sql: z.string().min(1),
  parameters: z.record(z.string(), Scalar).default({}),
  limit: z.int().min(1).max(100_000).default(1000),
});
export const QueryResult = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.unknown())),
  truncated: z.boolean(),
  milliseconds: z.number(),
});
export type QueryResult = z.infer<typeof QueryResult>;

export const Table = z.strictObject({
  name: Name,
  rows: z.int(),
  bytes: z.int(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
});
export type Table = z.infer<typeof Table>;

/** Half-open: from ≤ t < to. */
export const Window = z.strictObject({ from: Timestamp, to: Timestamp });
export type Window = z.infer<typeof Window>;

export const RowSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('predictions'),
    endpoint: Name,
    window: Window,
    variant: Name.optional(),
    model: Name.optional(),
    version: z.int().optional(),
  }),
  /** A snapshot or the evaluator's predictions. */
  z.strictObject({ kind: z.literal('blob'), digest: Digest }),
]);
export type RowSource = z.infer<typeof RowSource>;

/** Bins of both sources with edges frozen from the reference (methods.md 4.3: right-closed deciles), nulls and unseen apart. */
export const DistributionRequest = z.strictObject({
  reference: RowSource,
  current: RowSource,
  columns: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        kind: z.enum(['number', 'category']),
        /** Column of the current source when it has another name there, e.g. `score`. */
        currentName: z.string().min(1).optional(),
      }),
    )
    .min(1),
});
export const Distribution = z.strictObject({
  name: z.string(),
  kind: z.enum(['number', 'category']),
  /** Inner edges of the numeric bins; bin i is (edge[i-1], edge[i]]. Empty for categories. */
  edges: z.array(z.number()),
  /** Labels of the bins; categories: top 100 of the reference, then `(other)`. */
  bins: z.array(z.string()),
  reference: z.array(z.int()),
  current: z.array(z.int()),
  referenceRows: z.int(),
  currentRows: z.int(),
  referenceNulls: z.int(),
  currentNulls: z.int(),
  /** Current rows whose category the reference never had; 0 for numbers. */
  unseen: z.int(),
  /** Kolmogorov-Smirnov distance and Wasserstein-1 divided by the reference's standard deviation (floor 0.001); null for categories. */
  ks: z.number().nullable(),
  wasserstein: z.number().nullable(),
});
export type Distribution = z.infer<typeof Distribution>;
export const DistributionResult = z.strictObject({ distributions: z.array(Distribution) });

/**
 * Realised quality of a binary endpoint's answers that have an outcome. With `experiment`: of the rows that the experiment assigned and a
 * model of the assigned variant answered; overrides, fallbacks and shadow rows are left out.
 */
export const QualityRequest = z.strictObject({ endpoint: Name, window: Window, experiment: Id.optional() });

/** Sums per unit (cluster) for the delta method: n units, Σm, Σd, Σm², Σd², Σmd, where d counts rows and m sums the metric. */
export const ClusterSums = z.strictObject({
  units: z.int(),
  m: z.number(),
  d: z.number(),
  mm: z.number(),
  dd: z.number(),
  md: z.number(),
});
export type ClusterSums = z.infer<typeof ClusterSums>;

export const ArmQuality = z.strictObject({
  variant: Name,
  model: Name,
  version: z.int(),
  /** Rows of the traffic, and those with an error: sampled rows count by their weight. Everything below counts rows as they are. */
  predictions: z.int(),
  errors: z.int(),
  /** Distinct units, labelled or not: for the sample-ratio check. */
  units: z.int(),
  labelled: z.int(),
  positives: z.int(),
  meanScore: z.number().nullable(),
  /** DeLong on the labelled rows; null with one class only. */
  auc: z.strictObject({ value: z.number(), variance: z.number() }).nullable(),
  brier: ClusterSums,
  logLoss: ClusterSums,
  accuracy: ClusterSums,
});
export type ArmQuality = z.infer<typeof ArmQuality>;
export const QualityResult = z.strictObject({ arms: z.array(ArmQuality) });

/**
 * What the guardrails of an experiment look at. Rows of an A/B test are those with this experiment that the experiment assigned, with a
 * fallback's answer too: overrides, direct addressing, rules, conditions and shadow rows are left out. Rows of a shadow test are its shadow rows.
 */
export const GuardrailCountsRequest = z.strictObject({
  endpoint: Name,
  experiment: Id,
  kind: z.enum(['ab', 'shadow']),
  windows: z.array(Window).min(1).max(8),
  /** Thresholds of `slow`, milliseconds of the whole answer (`latency_ms`). */
  slowerThanMs: z.array(z.number().positive()).max(10),
});
export type GuardrailCountsRequest = z.infer<typeof GuardrailCountsRequest>;

/**
 * Bad requests of an arm as sums per unit: m counts a unit's bad requests, d its requests. A request counts once per unit however many
 * rows it has; a row without unit is a unit of its own request. Sampled rows count as they are: sampling thins every arm alike.
 */
export const RequestSums = z.strictObject({
  /** A row with status 500 or more. */
  errors: ClusterSums,
  /** A row that a fallback answered. */
  fallbacks: ClusterSums,
  /** One per threshold, in the order of the question: a row that took longer. */
  slow: z.array(ClusterSums),
});
export type RequestSums = z.infer<typeof RequestSums>;

export const ArmCounts = z.strictObject({
  /** The assigned variant, which is not the answering one when a fallback answered; of a shadow test the shadow. */
  variant: Name,
  requests: z.int(),
  units: z.int(),
  /** Units whose first row of the experiment in the window was this arm's: for the sample-ratio check. */
  firstExposures: z.int(),
  sums: RequestSums,
  /** Shadow tests: the answers that clients got to the same requests; null in an A/B test. */
  live: RequestSums.nullable(),
});
export type ArmCounts = z.infer<typeof ArmCounts>;

/** In the order of the asked windows; an arm without a row in a window is not among its arms. */
export const GuardrailCounts = z.strictObject({
  windows: z.array(z.strictObject({ window: Window, arms: z.array(ArmCounts) })),
});
export type GuardrailCounts = z.infer<typeof GuardrailCounts>;

export const ShadowComparisonRequest = z.strictObject({ endpoint: Name, experiment: Id, window: Window });

/**
 * Shadow rows beside the answers with the same prediction id. Compared are rows that both a model answered: errors, and answers that a
 * fallback or a rule gave in place of a model, are left out.
 */
export const ShadowCounts = z.strictObject({
  variant: Name,
  model: Name,
  version: z.int(),
  compared: z.int(),
  /** Shadow rows that have an error in place of an answer. */
  missing: z.int(),
  /** Compared rows where both have a decision, and those where it is the same. */
  decided: z.int(),
  agreeing: z.int(),
  /** shadow − live over the compared rows; null without one. */
  meanDifference: z.number().nullable(),
  meanAbsoluteDifference: z.number().nullable(),
  maximumAbsoluteDifference: z.number().nullable(),
  /** Compared rows with a binary outcome; right is a decision that equals the outcome (score against threshold). */
  labelled: z.int(),
  bothRight: z.int(),
  onlyLiveRight: z.int(),
  onlyShadowRight: z.int(),
  bothWrong: z.int(),
  /** Sums of (score − outcome)² over the labelled rows, and per unit of shadow − live (m; d counts rows). */
  brier: z.strictObject({ live: z.number(), shadow: z.number(), difference: ClusterSums }),
});
export type ShadowCounts = z.infer<typeof ShadowCounts>;
export const ShadowComparison = z.strictObject({ shadows: z.array(ShadowCounts) });
export type ShadowComparison = z.infer<typeof ShadowComparison>;

export const VolumeRequest = z.strictObject({
  endpoint: Name,
  window: Window,
  bucketSeconds: z.int().min(1).max(86_400),
});
/** Every bucket of the window in order, empty ones with 0. */
export const VolumeResult = z.strictObject({
  buckets: z.array(z.strictObject({ from: Timestamp, predictions: z.int(), errors: z.int() })),
  lastAt: Timestamp.nullable(),
});

/** answered = stored + waiting + sampled out + dropped, counted by the log plane over spool and warehouse; predictions only. */
export const Completeness = z.strictObject({
  answered: z.int(),
  stored: z.int(),
  waiting: z.int(),
  sampledOut: z.int(),
  dropped: z.int(),
  quarantined: z.int(),
  outcomes: z.int(),
  oldestWaitingSeconds: z.number().nullable(),
});
export type Completeness = z.infer<typeof Completeness>;

/** The whole story of one answer: which model, parameters and approvals answered it. */
export const LoggedPrediction = z.strictObject({
  prediction: z.record(z.string(), z.unknown()),
  outcome: z.record(z.string(), z.unknown()).nullable(),
});
