import type { Clock, Logger, Service } from '@slipway/platform';
import type { RouteModule } from '@slipway/platform/server';
import type { PgBoss } from 'pg-boss';
import type { JobBook } from '../job-book.ts';
import type { RunBook } from '../run-book.ts';
import type { TrainingDatabase } from '../tables.ts';
import type { JobOutbox } from '../visibility/job-outbox.ts';
import type { WakeUp } from '../wake-up.ts';
import { AlertStarts } from './alert-starts.ts';
import { JobWebhooks } from './job-webhooks.ts';
import type { ScheduleCalendar } from './schedule-calendar.ts';
import { ScheduleKeeper } from './schedule-keeper.ts';
import { TickBook } from './tick-book.ts';
import { jobTriggerRoutes } from './trigger-routes.ts';

export interface TriggersParts {
  readonly db: TrainingDatabase;
  readonly engine: PgBoss;
  readonly calendar: ScheduleCalendar;
  readonly outbox: JobOutbox;
  readonly jobs: JobBook;
  readonly runs: RunBook;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Longest time between two looks at the schedules. */
  readonly cronSeconds: number;
}

export interface Triggers {
  readonly alerts: AlertStarts;
  readonly routes: RouteModule;
  /** Follows the schedules; to be started after the job queue. */
  readonly service: Service;
}

/** What a cancelled run says of who cancelled it. */
const SCHEDULE = 'the schedule, for its next run';

/** Everything but people that starts runs: schedules, webhooks, alerts. */
export const createTriggers = (parts: TriggersParts): Triggers => {
  const { db, jobs, runs, clock, logger, cronSeconds } = parts;
  const ticks = new TickBook(parts);
  const keeper = new ScheduleKeeper({
    ...parts,
    ticks,
    pollSeconds: cronSeconds,
    start: async (job, occurrence) => {
      const idempotencyKey = `schedule:${occurrence}`;
      return (await runs.start({ job, trigger: 'schedule', parameters: {}, idempotencyKey })).id;
    },
    cancel: async (run) => {
      await runs.cancel(run, SCHEDULE).catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'RUN_FINISHED') throw error;
      });
    },
  });
  return {
    alerts: new AlertStarts({ db, jobs, runs, clock, logger }),
    routes: jobTriggerRoutes({ jobs, ticks, webhooks: new JobWebhooks({ db, jobs, runs, clock }) }),
    service: keeper.service,
  };
};
