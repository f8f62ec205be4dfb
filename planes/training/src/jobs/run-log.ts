import type { Heartbeat, LogLine, MetricPoint } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { z } from 'zod';
import type { TrainingDatabase, TrainingTransaction } from './tables.ts';

type NewLine = Omit<LogLine, 'sequence' | 'step'>;
type Metrics = z.output<typeof Heartbeat>['metrics'];

/** PostgreSQL's text holds neither NUL nor half a surrogate pair, and programs write both. */
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}').toWellFormed();

/** Lines of one insert: far below the 65,535 parameters that a statement may have. */
const BATCH = 1000;

/** The log lines and metrics of runs. */
export class RunLog {
  readonly #db: TrainingDatabase;
  readonly #clock: Clock;

  constructor(db: TrainingDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Numbers the lines of a run without gaps, in the transaction of whatever caused them. */
  async append(
    trx: TrainingTransaction,
    run: string,
    step: string,
    lines: readonly NewLine[],
  ): Promise<void> {
    if (lines.length === 0) return;
    const { next_line: end } = await trx
      .updateTable('training_run')
      .set((eb) => ({ next_line: eb('next_line', '+', lines.length) }))
      .where('id', '=', run)
      .returning('next_line')
      .executeTakeFirstOrThrow();
    const first = end - lines.length;
    const rows = lines.map(({ at, stream, text }, index) => ({
      run,
      step,
      at,
      stream,
      text: storable(text),
      sequence: first + index,
    }));
    for (let from = 0; from < rows.length; from += BATCH)
      await trx
        .insertInto('training_log_line')
        .values(rows.slice(from, from + BATCH))
        .execute();
  }

  /** A line that the job server itself has to say about a step. */
  async say(trx: TrainingTransaction, run: string, step: string, text: string): Promise<void> {
    await this.append(trx, run, step, [{ at: timestamp(this.#clock), stream: 'platform', text }]);
  }

  async appendMetrics(trx: TrainingTransaction, run: string, step: string, metrics: Metrics): Promise<void> {
    const now = timestamp(this.#clock);
    const rows = metrics.map(({ key, value, step: counter, at }) => ({
      run,
      run_step: step,
      key: storable(key),
      value,
      step: counter,
      at: at ?? now,
    }));
    for (let from = 0; from < rows.length; from += BATCH)
      await trx
        .insertInto('training_metric')
        .values(rows.slice(from, from + BATCH))
        .execute();
  }

  /** Lines after the sequence number `after`, oldest first. */
  async lines(
    run: string,
    { after, step, limit }: { after: number; step?: string | undefined; limit: number },
  ): Promise<LogLine[]> {
    const rows = await this.#db
      .selectFrom('training_log_line')
      .selectAll()
      .where('run', '=', run)
      .where('sequence', '>', after)
      .$if(step !== undefined, (query) => query.where('step', '=', step ?? ''))
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(({ sequence, step: name, at, stream, text }) => ({
      sequence,
      step: name,
      at: at.toISOString(),
      stream,
      text,
    }));
  }

  /** All metrics of a run in the order in which they arrived. */
  async metrics(run: string): Promise<MetricPoint[]> {
    const rows = await this.#db
      .selectFrom('training_metric')
      .selectAll()
      .where('run', '=', run)
      .orderBy('id')
      .execute();
    return rows.map(({ key, value, step, at }) => ({ key, value, step, at: at.toISOString() }));
  }
}
