import { type Search, type SearchPlan, type SearchSummary, SlipwayError } from '@slipway/contracts';
import { type Clock, describeProblems, timestamp } from '@slipway/platform';
import { sql } from 'kysely';
import type { JobBook } from '../jobs/job-book.ts';
import { createSearchId } from '../jobs/run-id.ts';
import type { TrainingDatabase, TrainingTransaction } from '../jobs/tables.ts';
import type { WakeUp } from '../jobs/wake-up.ts';
import { listSearches, type SearchFilter } from './search-list.ts';
import { searchProblems } from './search-problems.ts';
import { loadSearch, type SearchRow } from './search-record.ts';
import { searchView } from './search-view.ts';
import { insertTrials } from './trial-rows.ts';
import { firstTrials } from './trials.ts';

export interface SearchStart {
  readonly job: string;
  readonly author: string;
  /** Absent: the one that the job declares. */
  readonly plan?: SearchPlan | undefined;
  readonly seed?: number | undefined;
  readonly parallel?: number | undefined;
  readonly register: boolean;
  readonly idempotencyKey?: string | undefined;
}

export interface SearchBookParts {
  readonly db: TrainingDatabase;
  readonly jobs: JobBook;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
}

/** The searches of people: started, listed, cancelled and resumed. The keeper carries them on. */
export class SearchBook {
  readonly #parts: SearchBookParts;

  constructor(parts: SearchBookParts) {
    this.#parts = parts;
  }

  /** Plans a search of the newest revision of a job. Throws NOT_FOUND, NO_SEARCH, and INVALID_REQUEST for a plan that the job cannot have. */
  async start(start: SearchStart): Promise<Search> {
    const { db, jobs, clock, wakeUp } = this.#parts;
    const { job, author, idempotencyKey = null } = start;
    const { declaration, revision } = await jobs.row(job);
    const declared = start.plan ?? declaration.search;
    if (declared === undefined) throw new SlipwayError('NO_SEARCH', { job }, { field: 'plan' });
    const problems = searchProblems(declared, declaration.parameters, 'plan');
    if (problems.length > 0) {
      const reason = describeProblems(problems);
      throw new SlipwayError('INVALID_REQUEST', { reason }, { field: problems[0]?.field, problems });
    }
    const plan = { ...declared, parallel: start.parallel ?? declared.parallel };
    const seed = start.seed ?? declaration.seed;
    const id = createSearchId(clock.now());
    const started = await db.transaction().execute(async (trx) => {
      const inserted = await trx
        .insertInto('training_search')
        .values({
          id,
          job,
          job_revision: revision,
          state: 'running',
          author,
          plan: JSON.stringify(plan),
          seed,
          // Nothing would be registered: the best trial has run already.
          register: start.register && declaration.register !== undefined,
          idempotency_key: idempotencyKey,
          final_key: `${id}/final`,
          created_at: timestamp(clock),
        })
        .onConflict((conflict) =>
          conflict.columns(['job', 'idempotency_key']).where('idempotency_key', 'is not', null).doNothing(),
        )
        .returning('id')
        .executeTakeFirst();
      if (inserted === undefined) return this.#startedBefore(trx, job, idempotencyKey ?? '');
      const trials = firstTrials(plan, seed);
      await insertTrials(
        trx,
        id,
        trials.map((parameters, number) => ({ rung: 0, number, parameters })),
      );
      return id;
    });
    wakeUp.call();
    return this.get(started);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Search> {
    const record = await loadSearch(this.#parts.db, id);
    if (record === null) throw this.#unknown(id);
    return searchView(record);
  }

  /** Newest first; `next` is where the following page begins, null on the last one. */
  list(filter: SearchFilter): Promise<{ items: SearchSummary[]; next: string | null }> {
    return listSearches(this.#parts.db, filter);
  }

  /** Starts no more runs, and cancels those that have not ended; the search ends with the last of them. Throws NOT_FOUND, SEARCH_FINISHED. */
  async cancel(id: string, author: string): Promise<Search> {
    const { db, wakeUp } = this.#parts;
    await db.transaction().execute(async (trx) => {
      const { state, ending } = await this.#locked(trx, id);
      if (state !== 'running')
        throw new SlipwayError('SEARCH_FINISHED', { search: id, state }, { field: 'search' });
      if (ending !== null) return;
      await trx
        .updateTable('training_search')
        .set({ ending: 'cancelled', reason: `cancelled by ${author}` })
        .where('id', '=', id)
        .execute();
    });
    wakeUp.call();
    return this.get(id);
  }

  /**
   * Goes on with a search that failed or was cancelled: trials of the last rung that did not succeed are run again, or the
   * final run when it had come to that. What succeeded stays. Throws NOT_FOUND, SEARCH_NOT_RESUMABLE.
   */
  async resume(id: string): Promise<Search> {
    const { db, wakeUp } = this.#parts;
    await db.transaction().execute(async (trx) => {
      const row = await this.#locked(trx, id);
      const { state } = row;
      if (state !== 'failed' && state !== 'cancelled')
        throw new SlipwayError('SEARCH_NOT_RESUMABLE', { search: id, state }, { field: 'search' });
      const final = await this.#hasRun(trx, row);
      if (!final) await this.#repeatTrials(trx, id);
      await trx
        .updateTable('training_search')
        .set({
          state: 'running',
          ending: null,
          reason: null,
          finished_at: null,
          ...(final ? { final_key: `${row.final_key}+` } : {}),
        })
        .where('id', '=', id)
        .execute();
    });
    wakeUp.call();
    return this.get(id);
  }

  async #startedBefore(trx: TrainingTransaction, job: string, key: string): Promise<string> {
    const { id } = await trx
      .selectFrom('training_search')
      .select('id')
      .where('job', '=', job)
      .where('idempotency_key', '=', key)
      .executeTakeFirstOrThrow();
    return id;
  }

  /** Whether the final run was started. */
  async #hasRun(trx: TrainingTransaction, { id, final_key }: SearchRow): Promise<boolean> {
    const run = await trx
      .selectFrom('training_run')
      .select('id')
      .where('parent', '=', id)
      .where('idempotency_key', '=', final_key)
      .executeTakeFirst();
    return run !== undefined;
  }

  async #repeatTrials(trx: TrainingTransaction, id: string): Promise<void> {
    await trx
      .updateTable('training_trial')
      .set({ run_key: sql`run_key || '+'`, outcome: null, metric: null, reason: null })
      .where('search', '=', id)
      .where('outcome', 'in', ['failed', 'cancelled'])
      .where('rung', '=', (query) =>
        query
          .selectFrom('training_trial as any_trial')
          .select(({ fn }) => fn.max('any_trial.rung').as('top'))
          .where('any_trial.search', '=', id),
      )
      .execute();
  }

  async #locked(trx: TrainingTransaction, id: string): Promise<SearchRow> {
    const row = await trx
      .selectFrom('training_search')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw this.#unknown(id);
    return row;
  }

  #unknown(id: string): SlipwayError {
    return new SlipwayError('NOT_FOUND', { what: 'Search', name: id }, { field: 'search' });
  }
}
