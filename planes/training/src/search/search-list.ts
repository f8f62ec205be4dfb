import type { SearchState, SearchSummary, TrialState } from '@slipway/contracts';
import { sql } from 'kysely';
import type { TrainingDatabase } from '../jobs/tables.ts';
import type { SearchRow } from './search-record.ts';
import { countsOf, summaryView } from './search-view.ts';

export interface SearchFilter {
  readonly limit: number;
  readonly before?: string | undefined;
  readonly job?: string | undefined;
  readonly state?: SearchState | undefined;
}

interface Count {
  readonly search: string;
  readonly state: TrialState;
  readonly count: number;
}

/** How many trials are in which state. As in a single search, what an ended one has not done is cancelled. */
const countTrials = async (db: TrainingDatabase, ids: readonly string[]): Promise<Count[]> => {
  const { rows } = await sql<Count>`
    select trial.search, count(*)::integer as count, coalesce(
      trial.outcome,
      case when search.state <> 'running' then 'cancelled' when run.id is null then 'waiting' else 'running' end
    ) as state
    from training_trial trial
    join training_search search on search.id = trial.search
    left join training_run run
      on run.parent = trial.search and run.idempotency_key = trial.run_key and trial.outcome is null
    where trial.search in (${sql.join(ids)})
    group by 1, 3`.execute(db);
  return rows;
};

const finalRuns = async (db: TrainingDatabase, rows: readonly SearchRow[]) => {
  const runs = await db
    .selectFrom('training_run')
    .select(['id', 'state', 'idempotency_key'])
    .where(
      'parent',
      'in',
      rows.map(({ id }) => id),
    )
    .where(
      'idempotency_key',
      'in',
      rows.map(({ final_key }) => final_key),
    )
    .execute();
  return new Map(runs.map(({ id, state, idempotency_key }) => [idempotency_key, { id, state }]));
};

/** A page of searches, newest first. */
export const listSearches = async (
  db: TrainingDatabase,
  { limit, before, job, state }: SearchFilter,
): Promise<{ items: SearchSummary[]; next: string | null }> => {
  const rows = await db
    .selectFrom('training_search')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .$if(job !== undefined, (query) => query.where('job', '=', job ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'running'))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  if (shown.length === 0) return { items: [], next: null };
  const counts = await countTrials(
    db,
    shown.map(({ id }) => id),
  );
  const finals = await finalRuns(db, shown);
  return {
    items: shown.map((row) =>
      summaryView(
        row,
        countsOf(counts.filter(({ search }) => search === row.id)),
        finals.get(row.final_key) ?? null,
      ),
    ),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
};
