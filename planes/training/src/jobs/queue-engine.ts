import type { Logger } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { PgBoss } from 'pg-boss';

export interface QueueEngineOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** How often schedules are looked at. */
  readonly cronSeconds: number;
}

/** pg-boss on our own database port; its tables are in the schema `pgboss`. */
export const createQueueEngine = ({ database, logger, cronSeconds }: QueueEngineOptions): PgBoss => {
  const engine = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) },
    cronMonitorIntervalSeconds: cronSeconds,
    cronWorkerIntervalSeconds: Math.min(cronSeconds, 2),
    // Its tables stay small here; these checks are for large ones and need statements that PGlite lacks.
    reindex: false,
    monitorVacuum: false,
  });
  engine.on('error', (error) => logger.error({ err: error }, 'the job queue met an error'));
  engine.on('warning', ({ message, data }) => logger.warn({ data }, message));
  return engine;
};
