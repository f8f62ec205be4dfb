import { z } from 'zod';
import { Id, Name, Scalar, Timestamp } from './identifier.ts';
import { RunState } from './run.ts';

/** How many runs one search may come to: a mistaken grid is refused instead of filling the queue. */
export const LARGEST_SEARCH = 1000;

/** A parameter that is one of a list, in the order in which a grid tries it. */
export const ValueSpace = z.strictObject({ values: z.array(Scalar).min(1).max(LARGEST_SEARCH) });
export type ValueSpace = z.infer<typeof ValueSpace>;

/** A number between `min` and `max`, both included. */
export const RangeSpace = z.strictObject({
  min: z.number(),
  max: z.number(),
  /** `log`: every order of magnitude is equally likely; both ends are above 0. */
  scale: z.enum(['linear', 'log']).default('linear'),
  /** Whole numbers only. */
  integer: z.boolean().default(false),
  /** A grid tries so many values, evenly from end to end on the scale; a drawing strategy has no use for it. */
  points: z.int().min(2).max(LARGEST_SEARCH).optional(),
});
export type RangeSpace = z.infer<typeof RangeSpace>;

/**
 * Successive halving (Jamieson and Talwalkar, 2016): all trials get `min` of a resource (epochs, trees, rows), the best
 * 1/`reduction` of them `reduction` times as much, and so on up to `max`.
 */
export const Halving = z.strictObject({
  /** Name of the parameter that says how much a trial may use. */
  resource: z.string().min(1),
  min: z.number().positive(),
  max: z.number().positive(),
  reduction: z.int().min(2).max(10).default(3),
});
export type Halving = z.infer<typeof Halving>;

/** Which values of a job's parameters are tried, and by which of the metrics that its steps log they are judged. */
export const SearchPlan = z.strictObject({
  strategy: z.enum(['grid', 'random', 'halving']),
  /** By the name of the job's parameter. */
  parameters: z.record(z.string(), z.union([ValueSpace, RangeSpace])),
  metric: z.strictObject({ name: z.string().min(1), goal: z.enum(['minimize', 'maximize']) }),
  /** How many combinations are drawn; of a random search and of halving. */
  trials: z.int().min(1).max(LARGEST_SEARCH).optional(),
  /** Runs of the search at the same time; the limits of the job and of the job server hold as well. */
  parallel: z.int().min(1).max(64).default(2),
  halving: Halving.optional(),
  /** Of the draws; the same seed draws the same trials. Absent: the seed of the search. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});
export type SearchPlan = z.infer<typeof SearchPlan>;

export const SearchState = z.enum(['running', 'succeeded', 'failed', 'cancelled']);
export type SearchState = z.infer<typeof SearchState>;

/** `waiting`: its run has not been started. Ended for good once it is neither that nor `running`. */
export const TrialState = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled']);
export type TrialState = z.infer<typeof TrialState>;

/** One combination of parameters. In successive halving a combination comes again on the next rung, with its number. */
export const Trial = z.strictObject({
  number: z.int().min(0),
  /** 0 unless it is successive halving. */
  rung: z.int().min(0),
  parameters: z.record(z.string(), Scalar),
  state: TrialState,
  run: Id.nullable(),
  /** The trainer's own figure: the last value of the metric that a step of the run logged. Null before, and of a failed trial. */
  metric: z.number().nullable(),
  /** Why it failed; null when it did not. */
  reason: z.string().nullable(),
});
export type Trial = z.infer<typeof Trial>;

/** A search without its trials. */
export const SearchSummary = z.strictObject({
  id: Id,
  job: Name,
  jobRevision: z.int().min(1),
  state: SearchState,
  /** Why it failed, or that it is being cancelled; null otherwise. */
  reason: z.string().nullable(),
  author: z.string(),
  plan: SearchPlan,
  /** Of every run of the search. */
  seed: z.int(),
  /** Whether the best trial is run once more to register and evaluate its model. */
  register: z.boolean(),
  /** How many trials are in which state, of those planned so far. */
  counts: z.record(TrialState, z.int().min(0)),
  best: z
    .strictObject({
      number: z.int().min(0),
      rung: z.int().min(0),
      run: Id,
      parameters: z.record(z.string(), Scalar),
      metric: z.number(),
    })
    .nullable(),
  /** Who says what `metric` is: the training step itself. The platform's own figures are in the evaluation of the final run. */
  metricSource: z.literal('trainer'),
  /** The run with the best parameters that registers the version; null before it, and without `register`. */
  finalRun: z.strictObject({ id: Id, state: RunState }).nullable(),
  createdAt: Timestamp,
  finishedAt: Timestamp.nullable(),
});
export type SearchSummary = z.infer<typeof SearchSummary>;

/** Trials by rung and number. */
export const Search = z.strictObject({ ...SearchSummary.shape, trials: z.array(Trial) });
export type Search = z.infer<typeof Search>;
