import { randomUUID } from 'node:crypto';
import type { JobEvent, JobNotification, JobNotify, RunState, ScheduleTick } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { RunRow, StepRow } from '../run-view.ts';
import type { TrainingTransaction } from '../tables.ts';

/** A notification before it has its id; distributes over the kinds. */
type Unsent<T = JobNotification> = T extends JobNotification ? Omit<T, 'id'> : never;

/** Writes down who is to be told, in the transaction of what is told: none is forgotten, and none tells of what did not happen. */
export class JobOutbox {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A run has ended. Runs of a search say nothing of their own. */
  async oweEnd(
    trx: TrainingTransaction,
    run: RunRow,
    notify: JobNotify | undefined,
    state: RunState,
    steps: readonly StepRow[],
  ): Promise<void> {
    if (notify === undefined || run.parent !== null) return;
    if (state !== 'failed' && state !== 'succeeded') return;
    await this.#owe(trx, notify, state, {
      event: state,
      job: run.job,
      run: run.id,
      trigger: run.trigger,
      author: run.author,
      startedAt: run.started_at?.toISOString() ?? null,
      finishedAt: timestamp(this.#clock),
      failures: steps.flatMap(({ name, state: of, failure }) =>
        of === 'failed' && failure !== null ? [{ ...failure, step: name }] : [],
      ),
    });
  }

  /** Ticks of the schedule were missed, or made up for late. */
  async oweMissed(trx: TrainingTransaction, job: string, ticks: readonly ScheduleTick[]): Promise<void> {
    const { declaration } = await trx
      .selectFrom('training_job')
      .innerJoin('training_job_revision', (join) =>
        join
          .onRef('training_job_revision.job', '=', 'training_job.name')
          .onRef('training_job_revision.revision', '=', 'training_job.revision'),
      )
      .select('declaration')
      .where('name', '=', job)
      .executeTakeFirstOrThrow();
    if (declaration.notify === undefined) return;
    await this.#owe(trx, declaration.notify, 'missed', { event: 'missed', job, ticks: [...ticks] });
  }

  async #owe(trx: TrainingTransaction, { url, on }: JobNotify, event: JobEvent, body: Unsent): Promise<void> {
    if (!on.includes(event)) return;
    const id = randomUUID();
    const now = timestamp(this.#clock);
    await trx
      .insertInto('training_notification')
      .values({
        id,
        job: body.job,
        url,
        body: JSON.stringify({ ...body, id }),
        state: 'pending',
        next_try_at: now,
        reason: null,
        created_at: now,
      })
      .execute();
  }
}
