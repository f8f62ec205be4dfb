import { type Clock, type Logger, type Service, startServices } from '@slipway/platform';
import { type Database, migrate } from '@slipway/platform/database';
import type { RouteModule } from '@slipway/platform/server';
import { JobBook, type ValidateCriteria } from './job-book.ts';
import { jobRoutes } from './job-routes.ts';
import { LeaseBook } from './lease-book.ts';
import { createLeaseWatch } from './lease-watch.ts';
import { TRAINING_MIGRATIONS } from './migrations.ts';
import { createQueueEngine } from './queue-engine.ts';
import { RunBook } from './run-book.ts';
import { RunLog } from './run-log.ts';
import { RunProgress } from './run-progress.ts';
import { ScheduleKeeper } from './schedule-keeper.ts';
import { StepQueue } from './step-queue.ts';
import type { TrainingTables } from './tables.ts';
import { WakeUp } from './wake-up.ts';

export interface JobServerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws for criteria that could not be judged, naming the field; the release plane judges them. Absent: told when a review opens. */
  readonly validateCriteria?: ValidateCriteria;
  /** A step whose worker is silent for this long is given to another one; default 10. */
  readonly leaseSeconds?: number;
  /** How often schedules are looked at, at least 1; default 10. */
  readonly cronSeconds?: number;
}

/** Jobs and runs for people, leases for workers. */
export interface JobServer {
  /** Brings its tables up to date; before `service` is started. */
  migrate(): Promise<void>;
  readonly routes: RouteModule;
  /** To be started before the routes are served and stopped after them. */
  readonly service: Service;
}

/** How long pg-boss may take to end what it is doing. */
const ENGINE_STOP_MS = 1000;

export const createJobServer = (options: JobServerOptions): JobServer => {
  const {
    database,
    clock,
    logger,
    validateCriteria = () => undefined,
    leaseSeconds = 10,
    cronSeconds = 10,
  } = options;
  const db = database.of<TrainingTables>();
  const engine = createQueueEngine({ database, logger, cronSeconds });
  const queue = new StepQueue(engine);
  const wakeUp = new WakeUp();
  const log = new RunLog(db, clock);
  const progress = new RunProgress(queue, log, clock);
  const schedules = new ScheduleKeeper({ engine, clock, logger, pollingSeconds: Math.min(cronSeconds, 2) });
  const jobs = new JobBook({ db, schedules, clock, validateCriteria });
  const runs = new RunBook(db, jobs, progress, log, wakeUp, clock);
  const leases = new LeaseBook({ db, queue, progress, log, wakeUp, clock, leaseSeconds });
  const watch = createLeaseWatch({ leases, clock, logger, leaseSeconds });
  const stopping = new AbortController();

  const startScheduledRun = async (job: string, occurrence: string): Promise<void> => {
    const { schedule } = await jobs.row(job);
    if (schedule === null) return;
    const run = await runs.start({
      job,
      trigger: 'schedule',
      parameters: {},
      idempotencyKey: `schedule:${occurrence}`,
    });
    logger.info({ job, run: run.id }, 'the schedule started a run');
  };
  const queueService: Service = {
    name: 'job queue',
    start: async () => {
      await engine.start();
      await queue.open();
      await jobs.restoreSchedules();
      await schedules.open(startScheduledRun);
    },
    stop: async () => {
      stopping.abort();
      await engine.stop({ graceful: true, close: false, timeout: ENGINE_STOP_MS });
    },
  };
  let running = { stop: async () => {} };
  return {
    migrate: () => migrate(database, 'training', TRAINING_MIGRATIONS),
    routes: jobRoutes({ jobs, runs, leases, log, stopping: stopping.signal }),
    service: {
      name: 'job server',
      start: async () => {
        running = await startServices([queueService, watch], logger);
      },
      stop: () => running.stop(),
    },
  };
};
