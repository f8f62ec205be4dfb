import type { SearchPlan, SearchState, SearchSummary } from '@slipway/contracts';
import type { ColumnType } from 'kysely';
import type { Parameters } from './parameter-space.ts';

/** Read as the value, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

export interface SearchTable {
  id: string;
  job: string;
  /** Of every run of the search, whatever is applied meanwhile. */
  job_revision: number;
  state: SearchState;
  author: string;
  plan: Json<SearchPlan>;
  seed: number;
  register: boolean;
  idempotency_key: string | null;
  /** What the search has to end as; null while nothing ends it before its time. */
  ending: 'cancelled' | 'failed' | null;
  reason: string | null;
  /** The best trial so far. */
  best: ColumnType<SearchSummary['best'], string | null, string | null>;
  /** Idempotency key of the run that registers the best; another one after a resumption. */
  final_key: string;
  created_at: ColumnType<Date, string, string>;
  finished_at: ColumnType<Date | null, string | null, string | null>;
}

/**
 * A trial is planned before its run is started, and `run_key` is the idempotency key of that run: whoever starts it again
 * after a crash gets the same run. A resumption gives trials that have to be run again another key.
 */
export interface TrialTable {
  search: string;
  rung: number;
  number: number;
  parameters: Json<Parameters>;
  run_key: string;
  /** Null until its run has ended and its metric was read. */
  outcome: 'succeeded' | 'failed' | 'cancelled' | null;
  metric: number | null;
  reason: string | null;
}
