import { type Run, type RunState, type Scalar, SlipwayError } from '@slipway/contracts';
import { type Clock, describeProblems, timestamp } from '@slipway/platform';
import { type ChildRun, stepsOfRun } from '../search/child-run.ts';
import type { JobBook } from './job-book.ts';
import type { RunAdmission } from './run-admission.ts';
import { createRunId } from './run-id.ts';
import type { RunLog } from './run-log.ts';
import type { RunProgress } from './run-progress.ts';
import { type RunRow, runView } from './run-view.ts';
import type { TrainingDatabase } from './tables.ts';
import { parameterProblems } from './triggers/parameter-problems.ts';
import type { WakeUp } from './wake-up.ts';

export interface RunStart {
  readonly job: string;
  readonly trigger: Run['trigger'];
  /** Absent: whoever applied the job, because it was not a person who started the run. */
  readonly author?: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly seed?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  /** No step takes an earlier result. */
  readonly fresh?: boolean | undefined;
  /** Of a run of a search. */
  readonly child?: ChildRun | undefined;
}

export interface RunFilter {
  readonly limit: number;
  readonly before?: string | undefined;
  readonly job?: string | undefined;
  readonly state?: RunState | undefined;
}

/** The runs: started, listed, retried and cancelled. */
export class RunBook {
  readonly #db: TrainingDatabase;
  readonly #jobs: JobBook;
  readonly #progress: RunProgress;
  readonly #log: RunLog;
  readonly #wakeUp: WakeUp;
  readonly #clock: Clock;
  readonly #admission: RunAdmission;

  constructor(
    db: TrainingDatabase,
    jobs: JobBook,
    progress: RunProgress,
    log: RunLog,
    wakeUp: WakeUp,
    clock: Clock,
    admission: RunAdmission,
  ) {
    this.#db = db;
    this.#jobs = jobs;
    this.#progress = progress;
    this.#log = log;
    this.#wakeUp = wakeUp;
    this.#clock = clock;
    this.#admission = admission;
  }

  /** Starts a run of the newest revision. Throws NOT_FOUND, and INVALID_REQUEST for parameters that the job does not have, or has with another type. */
  async start(start: RunStart): Promise<Run> {
    const { job, trigger, seed, idempotencyKey } = start;
    const { declaration, revision, applied_by } = await this.#jobs.row(job, start.child?.revision);
    const problems = parameterProblems(declaration.parameters, start.parameters);
    if (problems.length > 0)
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: describeProblems(problems) },
        { field: problems[0]?.field, problems },
      );
    const id = createRunId(this.#clock.now());
    const started = await this.#db.transaction().execute(async (trx) => {
      const inserted = await trx
        .insertInto('training_run')
        .values({
          id,
          job,
          job_revision: revision,
          state: 'queued',
          trigger,
          parent: start.child?.search ?? null,
          author: start.author ?? applied_by,
          parameters: JSON.stringify({ ...declaration.parameters, ...start.parameters }),
          seed: seed ?? declaration.seed,
          idempotency_key: idempotencyKey ?? null,
          fresh: start.fresh ?? false,
          created_at: timestamp(this.#clock),
          priority: declaration.priority ?? 0,
          admitted: !this.#admission.gates(declaration),
        })
        .onConflict((conflict) =>
          conflict.columns(['job', 'idempotency_key']).where('idempotency_key', 'is not', null).doNothing(),
        )
        .returning('id')
        .executeTakeFirst();
      if (inserted === undefined) {
        const { id: earlier } = await trx
          .selectFrom('training_run')
          .select('id')
          .where('job', '=', job)
          .where('idempotency_key', '=', idempotencyKey ?? '')
          .executeTakeFirstOrThrow();
        return earlier;
      }
      const steps = stepsOfRun(declaration, start.child).map(({ name, kind, needs }, position) => ({
        run: id,
        name,
        position,
        kind,
        needs: JSON.stringify(needs),
        state: 'waiting' as const,
        attempt: 0,
        failures: 0,
        losses: 0,
      }));
      await trx.insertInto('training_step').values(steps).execute();
      await this.#progress.advance(trx, await this.#progress.lock(trx, id));
      return id;
    });
    this.#wakeUp.call();
    await this.#admission.admit();
    return this.get(started);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Run> {
    const row = await this.#db.selectFrom('training_run').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Run', name: id }, { field: 'run' });
    const [run] = await this.#views([row]);
    return run as Run;
  }

  /** Newest first; `next` is where the following page begins, null on the last one. */
  async list({ limit, before, job, state }: RunFilter): Promise<{ items: Run[]; next: string | null }> {
    const rows = await this.#db
      .selectFrom('training_run')
      .selectAll()
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .$if(job !== undefined, (query) => query.where('job', '=', job ?? ''))
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'queued'))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    return { items: await this.#views(shown), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
  }

  /** Puts the failed steps of a failed run and what follows them back to the start; what succeeded stays. Throws RUN_NOT_RETRYABLE. */
  async retry(id: string, author: string): Promise<Run> {
    await this.#db.transaction().execute(async (trx) => {
      const run = await this.#progress.lock(trx, id);
      if (run.row.state !== 'failed')
        throw new SlipwayError('RUN_NOT_RETRYABLE', { run: id, state: run.row.state }, { field: 'run' });
      // It may have been cancelled when nothing was left to cancel; whoever retries it takes that back.
      await trx.updateTable('training_run').set({ cancel_requested: false }).where('id', '=', id).execute();
      for (const step of await run.steps()) {
        if (step.state === 'failed') await this.#log.say(trx, id, step.name, `retried by ${author}`);
        await this.#progress.apply(trx, run, step, { kind: 'reset' }, { output: null, failure: null });
      }
      await this.#progress.advance(trx, await this.#progress.lock(trx, id));
    });
    await this.#admission.admit();
    this.#wakeUp.call();
    return this.get(id);
  }

  /** Cancels what has not begun at once; workers of running steps hear of it with their next heartbeat. Throws RUN_FINISHED. */
  async cancel(id: string, author: string): Promise<Run> {
    await this.#db.transaction().execute(async (trx) => {
      const run = await this.#progress.lock(trx, id);
      if (run.row.cancel_requested) return;
      if (run.row.finished_at !== null)
        throw new SlipwayError('RUN_FINISHED', { run: id, state: run.row.state }, { field: 'run' });
      await trx.updateTable('training_run').set({ cancel_requested: true }).where('id', '=', id).execute();
      for (const step of await run.steps()) {
        if (step.state === 'running')
          await this.#log.say(trx, id, step.name, `cancelled by ${author}; the worker is told`);
        else if (await this.#progress.apply(trx, run, step, { kind: 'cancelled' }))
          await this.#log.say(trx, id, step.name, `cancelled by ${author}`);
      }
      await this.#progress.advance(trx, await this.#progress.lock(trx, id));
    });
    await this.#admission.admit();
    return this.get(id);
  }

  async #views(rows: readonly RunRow[]): Promise<Run[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const steps = await this.#db
      .selectFrom('training_step')
      .selectAll()
      .where('run', 'in', ids)
      .orderBy('position')
      .execute();
    const byRun = Map.groupBy(steps, ({ run }) => run);
    return rows.map((row) => runView(row, byRun.get(row.id) ?? []));
  }
}
