import { randomUUID } from 'node:crypto';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { TrainingTransaction } from './tables.ts';

const QUEUE = 'training-steps';
/** A ticket that no worker asks for within this time is deleted by pg-boss; its longest. */
const RETENTION_SECONDS = 364 * 86_400;
const KEEP_DONE_SECONDS = 3600;

export interface StepTicket {
  readonly id: string;
  readonly run: string;
  readonly step: string;
}

/**
 * The queue of steps that are ready to be worked on. A ticket is added and taken in the transaction that changes the step,
 * so the queue and the tables of the job server can never disagree; a step names its one valid ticket.
 */
export class StepQueue {
  readonly #engine: PgBoss;

  constructor(engine: PgBoss) {
    this.#engine = engine;
  }

  /** After the engine has started. */
  async open(): Promise<void> {
    await this.#engine.createQueue(QUEUE, {
      retryLimit: 0,
      retentionSeconds: RETENTION_SECONDS,
      deleteAfterSeconds: KEEP_DONE_SECONDS,
    });
    // pg-boss looks a queue up once, on a connection of its own. Within a transaction that look-up would wait for ever on
    // an engine with one connection, so it happens here.
    await this.#engine.findJobs(QUEUE, { id: randomUUID() });
  }

  /** Makes a step available after `delaySeconds`; steps of runs with a higher priority come first. Returns the id of its ticket. */
  async add(
    trx: TrainingTransaction,
    { id: run, priority }: { readonly id: string; readonly priority: number },
    step: string,
    delaySeconds: number,
  ): Promise<string> {
    const id = await this.#engine.send(
      QUEUE,
      { run, step },
      { db: fromKysely(trx), startAfter: delaySeconds, priority },
    );
    if (id === null) throw new Error(`the queue refused step ${step} of run ${run}`);
    return id;
  }

  /** Takes the oldest ticket of the highest priority whose time has come; null when there is none. Nobody else gets it. */
  async take(trx: TrainingTransaction): Promise<StepTicket | null> {
    const db = fromKysely(trx);
    const [job] = await this.#engine.fetch<{ run: string; step: string }>(QUEUE, { db });
    if (job === undefined) return null;
    await this.#engine.complete(QUEUE, job.id, null, { db });
    return { id: job.id, ...job.data };
  }
}
