import type { RunState, TrialState } from '@slipway/contracts';
import type { Selectable } from 'kysely';
import type { TrainingDatabase } from '../jobs/tables.ts';
import { bestTrial, type SearchFacts, type TrialFact } from './search-decision.ts';
import type { SearchTable } from './search-tables.ts';

export type SearchRow = Selectable<SearchTable>;

interface ChildRow {
  readonly id: string;
  readonly state: RunState;
}

/** A trial with its run; null while none was started. */
export interface TrialRecord extends TrialFact {
  readonly run: ChildRow | null;
  /** Whether its run has ended and nobody has looked at its metric yet. */
  readonly unsettled: boolean;
}

/** Everything that is known of a search. */
export interface SearchRecord extends SearchFacts {
  readonly row: SearchRow;
  readonly trials: readonly TrialRecord[];
}

const ENDED: readonly RunState[] = ['succeeded', 'failed', 'cancelled'];

/** What remained undone in a search that ended is cancelled with it. */
const stateWithoutOutcome = (search: SearchRow, run: ChildRow | null): TrialState => {
  if (search.state !== 'running') return 'cancelled';
  return run === null ? 'waiting' : 'running';
};

/** Null when there is no such search. */
export const loadSearch = async (db: TrainingDatabase, id: string): Promise<SearchRecord | null> => {
  const row = await db.selectFrom('training_search').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const runs = await db
    .selectFrom('training_run')
    .select(['id', 'state', 'idempotency_key'])
    .where('parent', '=', id)
    .execute();
  const byKey = new Map(runs.map((run) => [run.idempotency_key, { id: run.id, state: run.state }]));
  const planned = await db
    .selectFrom('training_trial')
    .selectAll()
    .where('search', '=', id)
    .orderBy('rung')
    .orderBy('number')
    .execute();
  const trials = planned.map(
    ({ rung, number, parameters, run_key, outcome, metric, reason }): TrialRecord => {
      const run = byKey.get(run_key) ?? null;
      return {
        rung,
        number,
        parameters,
        metric,
        reason,
        run,
        runKey: run_key,
        state: outcome ?? stateWithoutOutcome(row, run),
        unsettled: outcome === null && run !== null && ENDED.includes(run.state),
      };
    },
  );
  const { plan, register, ending, reason } = row;
  return {
    row,
    plan,
    register,
    trials,
    ending: ending === null ? null : { as: ending, reason: reason ?? ending },
    final: byKey.get(row.final_key) ?? null,
  };
};

/** The best trial of a search as people see it; null before the first result. */
export const bestOf = ({ plan, trials }: Pick<SearchRecord, 'plan' | 'trials'>): SearchRow['best'] => {
  const best = bestTrial(trials, plan.metric.goal);
  if (best?.run == null || best.metric === null) return null;
  const { rung, number, parameters, metric, run } = best;
  return { rung, number, parameters, metric, run: run.id };
};
