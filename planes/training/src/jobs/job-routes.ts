import { type Identity, type Run, trainingRoutes } from '@slipway/contracts';
import { type RouteModule, storingOnlyText } from '@slipway/platform/server';
import type { JobBook } from './job-book.ts';
import type { LeaseBook } from './lease-book.ts';
import type { MetricBook } from './metric-book.ts';
import type { RunBook } from './run-book.ts';
import type { RunLog } from './run-log.ts';
import type { AlertStarts } from './triggers/alert-starts.ts';

export interface JobRouteParts {
  readonly jobs: JobBook;
  readonly runs: RunBook;
  readonly leases: LeaseBook;
  readonly log: RunLog;
  readonly alerts: AlertStarts;
  readonly metrics: MetricBook;
  /** Aborts when the job server stops. */
  readonly stopping: AbortSignal;
}

/** A run that a process starts belongs to whoever applied the job: an alert is no author. */
const authorOf = ({ role, subject }: Identity): { author?: string } =>
  role === 'control' ? {} : { author: subject };

/** The job server's door for people and for workers. */
export const jobRoutes =
  ({ jobs, runs, leases, log, alerts, metrics, stopping }: JobRouteParts): RouteModule =>
  (handle) => {
    // Workers send what programs print, of which the log takes what it can.
    const checked = storingOnlyText(handle);
    checked(trainingRoutes.putJob, ({ params, body, identity }) =>
      jobs.put(params.job, body.declaration, body.code, identity.subject),
    );
    handle(trainingRoutes.listJobs, () => jobs.list());
    handle(trainingRoutes.getJob, ({ params }) => jobs.get(params.job));
    checked(trainingRoutes.setSchedule, ({ params, body }) => jobs.setSchedule(params.job, body.schedule));
    checked(
      trainingRoutes.startRun,
      ({ params, body, identity }): Promise<Run> =>
        body.trigger === 'alert'
          ? alerts.start({ job: params.job, ...body, ...authorOf(identity) })
          : runs.start({ job: params.job, ...body, ...authorOf(identity) }),
    );
    checked(trainingRoutes.listRuns, ({ query }) => runs.list(query));
    handle(trainingRoutes.getRun, ({ params }) => runs.get(params.run));
    checked(trainingRoutes.getRunLog, async ({ params, query }) => {
      await runs.get(params.run);
      return log.lines(params.run, query);
    });
    checked(trainingRoutes.getRunMetrics, async ({ params, query }) => {
      await runs.get(params.run);
      return metrics.read(params.run, query);
    });
    handle(trainingRoutes.retryRun, ({ params, identity }) => runs.retry(params.run, identity.name));
    handle(trainingRoutes.cancelRun, ({ params, identity }) => runs.cancel(params.run, identity.name));
    handle(trainingRoutes.leaseStep, async ({ body, signal }) => ({
      assignment: await leases.take(body.worker, body.waitSeconds, AbortSignal.any([signal, stopping])),
    }));
    handle(trainingRoutes.heartbeat, ({ params, body }) => leases.beat(params.lease, body));
    handle(trainingRoutes.completeStep, async ({ params, body }) => {
      await leases.complete(params.lease, body.output, body.usage);
      return {};
    });
    handle(trainingRoutes.failStep, async ({ params, body }) => {
      await leases.fail(params.lease, body.failure, body.retryable, body.usage);
      return {};
    });
  };
