import {
  type Search,
  type SearchSummary,
  type TrialState,
  TrialState as TrialStates,
} from '@slipway/contracts';
import type { SearchRecord, SearchRow } from './search-record.ts';

type Counts = Record<TrialState, number>;

/** Every state, also those without a trial. */
export const countsOf = (trials: readonly { readonly state: TrialState; readonly count: number }[]): Counts =>
  Object.fromEntries(
    TrialStates.options.map((state) => [
      state,
      trials.reduce((sum, trial) => sum + (trial.state === state ? trial.count : 0), 0),
    ]),
  ) as Counts;

/** A search as people see it, without its trials. */
export const summaryView = (
  row: SearchRow,
  counts: Counts,
  finalRun: SearchSummary['finalRun'],
): SearchSummary => ({
  id: row.id,
  job: row.job,
  jobRevision: row.job_revision,
  state: row.state,
  reason: row.reason,
  author: row.author,
  plan: row.plan,
  seed: row.seed,
  register: row.register,
  counts,
  best: row.best,
  metricSource: 'trainer',
  finalRun,
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
});

/** A search with its trials. */
export const searchView = ({ row, trials, final }: SearchRecord): Search => ({
  ...summaryView(row, countsOf(trials.map(({ state }) => ({ state, count: 1 }))), final),
  trials: trials.map(({ rung, number, parameters, state, run, metric, reason }) => ({
    number,
    rung,
    parameters,
    state,
    run: run?.id ?? null,
    metric,
    reason,
  })),
});
