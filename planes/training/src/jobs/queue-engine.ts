import type { Logger } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { PgBoss } from 'pg-boss';

export interface QueueEngineOptions {
  readonly database: Pick<Database, 'executeSql'>;
  readonly logger: Logger;
}

/** pg-boss on our own database port; its tables are in the schema `pgboss`. */
export const createQueueEngine = ({ database, logger }: QueueEngineOptions): PgBoss => {
  const engine = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) },
    // The job server follows the schedules of jobs itself: pg-boss knows neither overlap nor what was missed.
    schedule: false,
    // Its tables stay small here; these checks are for large ones and need statements that PGlite lacks.
    reindex: false,
    monitorVacuum: false,
  });
  engine.on('error', (error) => logger.error({ err: error }, 'the job queue met an error'));
  engine.on('warning', ({ message, data }) => logger.warn({ data }, message));
  return engine;
};
