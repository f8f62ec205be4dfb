import type { Heartbeat, LogLine } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { z } from 'zod';
import { storable } from './storable.ts';
import type { TrainingDatabase, TrainingTransaction } from './tables.ts';
import { type LogPage, type LogQuery, readLogPage } from './visibility/log-page.ts';

type NewLine = Omit<LogLine, 'sequence' | 'step'>;
type Metrics = z.output<typeof Heartbeat>['metrics'];

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

  /** One page of the lines, oldest first. */
  lines(run: string, query: LogQuery): Promise<LogPage> {
    return readLogPage(this.#db, run, query);
  }
}
