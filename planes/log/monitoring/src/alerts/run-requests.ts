import { SlipwayError, trainingRoutes } from '@slipway/contracts';
import type { Clock, ContractClient, Logger } from '@slipway/platform';
import type { Kysely, Selectable } from 'kysely';
import type { MonitoringTables } from '../storage/tables.ts';

type RunRequest = Selectable<MonitoringTables['run_request']>;

/** A job server that is being started anew is back by then; asked more often, a long absence would fill the log. */
const AGAIN_MS = 5000;

export interface RunRequestsOptions {
  readonly tables: Kysely<MonitoringTables>;
  /** Calls `trainingRoutes`. */
  readonly jobs: ContractClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** @default 5000 */
  readonly againMs?: number;
}

/**
 * Asks the job server for the runs that alerts want, beside everything else. An alert asks with its own key, so that it starts one
 * run however often it asks; whether the job has cooled down since the last alert is decided by the job server.
 */
export class RunRequests {
  readonly #options: RunRequestsOptions;
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: RunRequestsOptions) {
    this.#options = options;
  }

  /** Asks for what is owed, also by an earlier process; returns at once. */
  deliver(): void {
    this.#turn = this.#turn.then(() => this.#askAll());
  }

  /** What could not be asked for stays owed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#turn;
  }

  async #askAll(): Promise<void> {
    if (this.#stopped) return;
    const { tables, logger, againMs = AGAIN_MS } = this.#options;
    try {
      const owed = await tables
        .selectFrom('run_request')
        .selectAll()
        .where('state', '=', 'pending')
        .orderBy('number')
        .execute();
      for (const request of owed) if (!this.#stopped) await this.#ask(request);
    } catch (error) {
      if (this.#stopped) return;
      logger.warn({ err: error }, 'the runs that alerts want could not be asked for; tried again');
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.deliver(), againMs);
    }
  }

  /** Throws when asking again may help. */
  async #ask({ id, alert, job }: RunRequest): Promise<void> {
    const { tables, jobs, logger } = this.#options;
    let outcome: { state: 'started' | 'failed'; run: string | null; reason: string | null };
    try {
      const run = await jobs.call(trainingRoutes.startRun, {
        params: { job },
        body: { trigger: 'alert', idempotencyKey: `alert:${alert}` },
      });
      outcome = { state: 'started', run: run.id, reason: null };
      logger.info({ alert, job, run: run.id }, 'an alert started a run');
    } catch (thrown) {
      const error = SlipwayError.from(thrown);
      if (!['invalid', 'not_found', 'conflict', 'forbidden'].includes(error.kind)) throw thrown;
      outcome = { state: 'failed', run: null, reason: `${error.code}: ${error.message}` };
      logger.warn({ alert, job, reason: outcome.reason }, 'an alert could not start a run');
    }
    await tables.updateTable('run_request').set(outcome).where('id', '=', id).execute();
  }
}
