import type { Clock, ContractClient, Logger, Service } from '@slipway/platform';
import { type Database, migrate } from '@slipway/platform/database';
import type { RouteModule } from '@slipway/platform/server';
import { alertRoutes } from './alerts/alert-routes.ts';
import { Alerts } from './alerts/alerts.ts';
import { Notifier } from './alerts/notifier.ts';
import { RunRequests } from './alerts/run-requests.ts';
import { analysisRoutes } from './analysis/analysis-routes.ts';
import { ExperimentAnalyst } from './analysis/experiment-analyst.ts';
import { CheckLog } from './checks/check-log.ts';
import { Checker } from './checks/checker.ts';
import { ExperimentGuard, type StopExperiment } from './experiments/experiment-guard.ts';
import { monitorRoutes } from './monitors/monitor-routes.ts';
import { Monitors } from './monitors/monitors.ts';
import { Scheduler } from './monitors/scheduler.ts';
import { monitoringMigrations } from './storage/migrations.ts';
import type { MonitoringTables } from './storage/tables.ts';

export interface MonitoringOptions {
  readonly database: Database;
  /** Calls `logRoutes` of the warehouse. */
  readonly log: ContractClient;
  /** Calls `releaseRoutes`. */
  readonly registry: ContractClient;
  /** Calls `trainingRoutes`. Absent: alerts start no runs. */
  readonly jobs?: ContractClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stops an experiment without a person; by the release plane. Absent: experiments are analysed and not guarded. */
  readonly stopExperiment?: StopExperiment;
  /** How often running experiments are looked at. @default 60000 */
  readonly guardMs?: number;
  /** How often the schedule is looked at. @default 5000 */
  readonly pollMs?: number;
  /** Waits between the tries of a webhook. @default 1000, 5000 */
  readonly webhookBackOffMs?: readonly number[];
}

export interface Monitoring {
  /** Brings the tables up to date; before everything else. */
  migrate(): Promise<void>;
  readonly routes: RouteModule;
  /** Runs scheduled checks and delivers notifications; on-demand checks work without it. */
  readonly service: Service;
}

/** Monitors, alerts and the analysis of experiments. */
export const createMonitoring = (options: MonitoringOptions): Monitoring => {
  const { database, log, registry, clock, logger, pollMs, webhookBackOffMs, stopExperiment, guardMs, jobs } =
    options;
  const tables = database.of<MonitoringTables>().withSchema('monitoring');
  const notifier = new Notifier({
    tables,
    logger,
    ...(webhookBackOffMs ? { backOffMs: webhookBackOffMs } : {}),
  });
  const runRequests = jobs === undefined ? null : new RunRequests({ tables, jobs, clock, logger });
  const monitors = new Monitors({ tables, registry, clock, ...(jobs ? { jobs } : {}) });
  const checks = new CheckLog(tables, clock);
  const checker = new Checker({ monitors, checks, notifier, runRequests, log, registry, clock, logger });
  const scheduler = new Scheduler({
    monitors,
    checker,
    clock,
    logger,
    ...(pollMs === undefined ? {} : { pollMs }),
  });
  const guard =
    stopExperiment === undefined
      ? null
      : new ExperimentGuard({
          tables,
          notifier,
          log,
          registry,
          stopExperiment,
          clock,
          logger,
          ...(guardMs === undefined ? {} : { everyMs: guardMs }),
        });
  const modules = [
    monitorRoutes(monitors, checker),
    alertRoutes(new Alerts(tables, clock)),
    analysisRoutes(new ExperimentAnalyst({ log, registry, clock })),
  ];
  return {
    migrate: () => migrate(database, 'monitoring', monitoringMigrations),
    routes: (handle, follow) => {
      for (const module of modules) module(handle, follow);
    },
    service: {
      name: 'monitoring',
      start: async () => {
        await notifier.start();
        runRequests?.deliver();
        await scheduler.start();
        await guard?.start();
      },
      stop: async () => {
        const scheduled = scheduler.stop();
        await guard?.stop();
        await checker.stop();
        await scheduled;
        await notifier.stop();
        await runRequests?.stop();
      },
    },
  };
};
