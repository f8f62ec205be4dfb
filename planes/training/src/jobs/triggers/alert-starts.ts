import type { Run } from '@slipway/contracts';
import type { Clock, Logger } from '@slipway/platform';
import type { JobBook } from '../job-book.ts';
import type { RunBook, RunStart } from '../run-book.ts';
import type { TrainingDatabase } from '../tables.ts';
import { coolsDown } from './alert-cooldown.ts';

export interface AlertStartsParts {
  readonly db: TrainingDatabase;
  readonly jobs: JobBook;
  readonly runs: RunBook;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs that alerts ask for: one at a time, and not again before the job has cooled down. */
export class AlertStarts {
  readonly #parts: AlertStartsParts;
  /** The starts of this process happen one after the other, so that two alerts of one moment start one run. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: AlertStartsParts) {
    this.#parts = parts;
  }

  /** The run that was started, or the one that stands for it while the job cools down. */
  start(start: Omit<RunStart, 'trigger'>): Promise<Run> {
    const turn = this.#turn.then(() => this.#startNow(start));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #startNow(start: Omit<RunStart, 'trigger'>): Promise<Run> {
    const { db, jobs, runs, clock, logger } = this.#parts;
    const { declaration } = await jobs.row(start.job);
    const last = await db
      .selectFrom('training_run')
      .select(['id', 'created_at', 'finished_at'])
      .where('job', '=', start.job)
      .where('trigger', '=', 'alert')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const seen = last ? { createdAt: last.created_at.getTime(), finished: last.finished_at !== null } : null;
    if (last && coolsDown(declaration.onAlert, seen, clock.now())) {
      logger.info({ job: start.job, run: last.id }, 'an alert started no run: the job cools down');
      return runs.get(last.id);
    }
    return runs.start({ ...start, trigger: 'alert' });
  }
}
