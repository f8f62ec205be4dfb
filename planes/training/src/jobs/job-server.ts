import { type Clock, type Logger, type Service, startServices } from '@slipway/platform';
import { type Database, migrate } from '@slipway/platform/database';
import type { RouteModule } from '@slipway/platform/server';
import { createSearchServer } from '../search/search-server.ts';
import type { ValidateCriteria } from './declaration/judge-declaration.ts';
import { JobBook } from './job-book.ts';
import { jobRoutes } from './job-routes.ts';
import { LeaseBook } from './lease-book.ts';
import { createLeaseWatch } from './lease-watch.ts';
import { MetricBook } from './metric-book.ts';
import { TRAINING_MIGRATIONS } from './migrations.ts';
import { ModelImports } from './model-imports.ts';
import { createQueueEngine } from './queue-engine.ts';
import { ReproductionBook } from './reproduction-book.ts';
import { reuseRoutes } from './reuse-routes.ts';
import { RunAdmission } from './run-admission.ts';
import { RunBook } from './run-book.ts';
import { RunLog } from './run-log.ts';
import { RunProgress } from './run-progress.ts';
import { StepQueue } from './step-queue.ts';
import type { TrainingTables } from './tables.ts';
import { ScheduleCalendar } from './triggers/schedule-calendar.ts';
import { createTriggers } from './triggers/triggers.ts';
import { JobNotifier } from './visibility/job-notifier.ts';
import { JobOutbox } from './visibility/job-outbox.ts';
import { RunFollower } from './visibility/run-follower.ts';
import { followRoutes } from './visibility/stream-routes.ts';
import { WakeUp } from './wake-up.ts';

export interface JobServerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws for criteria that could not be judged, naming the field; the release plane judges them. Absent: told when a review opens. */
  readonly validateCriteria?: ValidateCriteria;
  /** A step whose worker is silent for this long is given to another one; default 10. */
  readonly leaseSeconds?: number;
  /** Longest time between two looks at schedules and owed notifications; default 10. */
  readonly cronSeconds?: number;
  /** Runs of all jobs at the same time; further ones wait. Absent: any number. */
  readonly maxRuns?: number | undefined;
}

/** Jobs and runs for people, leases for workers. */
export interface JobServer {
  /** Brings its tables up to date; before `service` is started. */
  migrate(): Promise<void>;
  readonly routes: RouteModule;
  /** To be started before the routes are served and stopped after them. */
  readonly service: Service;
  /** Ends leases; to be started after the routes are served and stopped before them: nobody is silent who cannot be heard. */
  readonly leaseWatch: Service;
  /** Evaluates models that were made elsewhere. */
  readonly imports: ModelImports;
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
    maxRuns,
  } = options;
  const db = database.of<TrainingTables>();
  const engine = createQueueEngine({ database, logger });
  const queue = new StepQueue(engine);
  const wakeUp = new WakeUp();
  const stopping = new AbortController();
  const log = new RunLog(db, clock);
  const metrics = new MetricBook(db);
  const outbox = new JobOutbox(clock);
  const progress = new RunProgress(queue, log, clock, outbox);
  const admission = new RunAdmission({ db, progress, wakeUp, maxRuns: maxRuns ?? null });
  const calendar = new ScheduleCalendar(engine, clock, logger);
  const jobs = new JobBook({
    db,
    schedules: calendar,
    onScheduleChange: () => wakeUp.call(),
    clock,
    validateCriteria,
  });
  const runs = new RunBook(db, jobs, progress, log, wakeUp, clock, admission);
  const leases = new LeaseBook({ db, queue, progress, log, wakeUp, admission, clock, leaseSeconds });
  const searches = createSearchServer({ db, jobs, runs, metrics, wakeUp, clock, logger });
  const reproductions = new ReproductionBook({ db, runs, progress, admission, wakeUp, clock });
  const watch = createLeaseWatch({ leases, clock, logger, leaseSeconds });

  const calls = createTriggers({
    db,
    engine,
    calendar,
    outbox,
    jobs,
    runs,
    wakeUp,
    clock,
    logger,
    cronSeconds,
  });
  const follower = new RunFollower({ db, runs, log, wakeUp, stopping: stopping.signal });
  const notifier = new JobNotifier({ db, wakeUp, clock, logger, pollSeconds: cronSeconds });
  const queueService: Service = {
    name: 'job queue',
    start: async () => {
      await engine.start();
      await queue.open();
    },
    stop: async () => {
      stopping.abort();
      await engine.stop({ graceful: true, close: false, timeout: ENGINE_STOP_MS });
    },
  };
  let running = { stop: async () => {} };
  return {
    migrate: () => migrate(database, 'training', TRAINING_MIGRATIONS),
    routes: (handle, follow) => {
      jobRoutes({ jobs, runs, leases, log, metrics, alerts: calls.alerts, stopping: stopping.signal })(
        handle,
        follow,
      );
      reuseRoutes({ leases, reproductions })(handle, follow);
      searches.routes(handle, follow);
      calls.routes(handle, follow);
      followRoutes(follower)(handle, follow);
    },
    service: {
      name: 'job server',
      start: async () => {
        running = await startServices(
          [queueService, searches.service, calls.service, notifier.service],
          logger,
        );
      },
      stop: () => running.stop(),
    },
    leaseWatch: watch,
    imports: new ModelImports({ db, progress, admission, log, wakeUp, clock }),
  };
};
