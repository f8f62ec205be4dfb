import { type RunState, SlipwayError, type StepFailure } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { MetricBook } from '../jobs/metric-book.ts';
import type { RunBook } from '../jobs/run-book.ts';
import type { TrainingDatabase } from '../jobs/tables.ts';
import type { Parameters } from './parameter-space.ts';
import { nextMove, type SearchMove } from './search-decision.ts';
import { bestOf, loadSearch, type SearchRecord, type TrialRecord } from './search-record.ts';
import { insertTrials } from './trial-rows.ts';

export interface SearchKeeperParts {
  readonly db: TrainingDatabase;
  readonly runs: RunBook;
  readonly metrics: MetricBook;
  readonly clock: Clock;
}

/** What the run of a trial came to. */
interface Outcome {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly metric: number | null;
  readonly reason: string | null;
}

/** Faults that the next try meets again: the search ends instead of trying for ever. */
const LASTING = new Set(['invalid', 'not_found', 'conflict']);

const isOpen = (state: RunState): boolean => state === 'queued' || state === 'running';

const failureOf = (steps: readonly { name: string; failure: StepFailure | null }[]): string => {
  const failed = steps.find(({ failure }) => failure !== null);
  return failed ? `${failed.name}: ${failed.failure?.reason}` : 'its run failed';
};

/** Carries searches on. Every move can be made twice, so that whoever takes over after a crash repeats the last one. */
export class SearchKeeper {
  readonly #parts: SearchKeeperParts;

  constructor(parts: SearchKeeperParts) {
    this.#parts = parts;
  }

  /** Ids of the searches that have not ended, oldest first. */
  async open(): Promise<string[]> {
    const rows = await this.#parts.db
      .selectFrom('training_search')
      .select('id')
      .where('state', '=', 'running')
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Does all that can be done for a search before another of its runs ends. */
  async advance(id: string): Promise<void> {
    for (;;) {
      const record = await this.#settled(id);
      if (record?.row.state !== 'running') return;
      const move = nextMove(record);
      try {
        if (!(await this.#make(record, move))) return;
      } catch (error) {
        if (!(error instanceof SlipwayError && LASTING.has(error.kind))) throw error;
        await this.#end(id, error.message);
      }
    }
  }

  /** False when there is nothing more to do for now. */
  async #make(record: SearchRecord, move: SearchMove): Promise<boolean> {
    const { id } = record.row;
    switch (move.kind) {
      case 'start':
        for (const { runKey, parameters } of move.trials)
          await this.#start(record, runKey, parameters, false);
        return true;
      case 'next-rung':
        await this.#parts.db.transaction().execute((trx) => insertTrials(trx, id, move.trials));
        return true;
      case 'final':
        await this.#start(record, record.row.final_key, move.parameters, true);
        return true;
      case 'stop':
        await this.#stop(record);
        return this.#isStopped(record);
      case 'finish':
        await this.#finish(id, move);
        return false;
      case 'wait':
        return false;
    }
  }

  /** Starts a run of the search, or finds the one that was started before a crash. */
  async #start(
    { row }: SearchRecord,
    idempotencyKey: string,
    parameters: Parameters,
    registers: boolean,
  ): Promise<void> {
    const { id, job, job_revision, author, seed } = row;
    const run = await this.#parts.runs.start({
      job,
      trigger: 'search',
      author,
      parameters,
      seed,
      idempotencyKey,
      child: { search: id, revision: job_revision, registers },
    });
    if (run.parent !== id)
      throw new SlipwayError('ALREADY_EXISTS', { what: 'A run with the key', name: idempotencyKey });
  }

  /** A run that ended meanwhile has nothing to be cancelled. */
  async #stop({ trials, final, ending }: SearchRecord): Promise<void> {
    const runs = [...trials.map(({ run }) => run), final].flatMap((run) =>
      run && isOpen(run.state) ? [run.id] : [],
    );
    for (const run of runs)
      await this.#parts.runs.cancel(run, ending?.reason ?? 'its search').catch((error: unknown) => {
        if (!(error instanceof SlipwayError && error.code === 'RUN_FINISHED')) throw error;
      });
  }

  async #isStopped({ row }: SearchRecord): Promise<boolean> {
    const open = await this.#parts.db
      .selectFrom('training_run')
      .select('id')
      .where('parent', '=', row.id)
      .where('finished_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    return open === undefined;
  }

  /** Writes down what ended runs came to. Null when there is no such search. */
  async #settled(id: string): Promise<SearchRecord | null> {
    const { db } = this.#parts;
    const record = await loadSearch(db, id);
    const ended = record?.trials.filter(({ unsettled }) => unsettled) ?? [];
    if (record === null || ended.length === 0) return record;
    for (const trial of ended) {
      const outcome = await this.#outcome(record, trial);
      await db
        .updateTable('training_trial')
        .set(outcome)
        .where('search', '=', id)
        .where('run_key', '=', trial.runKey)
        .where('outcome', 'is', null)
        .execute();
    }
    const settled = await loadSearch(db, id);
    if (settled === null) return null;
    const best = bestOf(settled);
    await db
      .updateTable('training_search')
      .set({ best: best === null ? null : JSON.stringify(best) })
      .where('id', '=', id)
      .execute();
    return settled;
  }

  async #outcome({ plan }: SearchRecord, { run }: TrialRecord): Promise<Outcome> {
    const { runs, metrics } = this.#parts;
    const { name } = plan.metric;
    const { id = '', state } = run ?? {};
    if (state === 'cancelled') return { outcome: 'cancelled', metric: null, reason: 'its run was cancelled' };
    if (state !== 'succeeded')
      return { outcome: 'failed', metric: null, reason: failureOf((await runs.get(id)).steps) };
    const metric = await metrics.last(id, name);
    return metric === null
      ? { outcome: 'failed', metric, reason: `no step logged the metric "${name}"` }
      : { outcome: 'succeeded', metric, reason: null };
  }

  async #end(id: string, reason: string): Promise<void> {
    await this.#parts.db
      .updateTable('training_search')
      .set({ ending: 'failed', reason })
      .where('id', '=', id)
      .where('ending', 'is', null)
      .execute();
  }

  async #finish(id: string, { state, reason }: Extract<SearchMove, { kind: 'finish' }>): Promise<void> {
    await this.#parts.db
      .updateTable('training_search')
      .set({ state, reason, finished_at: timestamp(this.#parts.clock) })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  }
}
