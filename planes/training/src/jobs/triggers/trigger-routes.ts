import { SIGNATURE_HEADER, triggerRoutes, webhookRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { JobBook } from '../job-book.ts';
import type { JobWebhooks } from './job-webhooks.ts';
import type { TickBook } from './tick-book.ts';

interface TriggerRouteParts {
  readonly jobs: JobBook;
  readonly webhooks: JobWebhooks;
  readonly ticks: TickBook;
}

/** The door of what starts runs beside people. */
export const jobTriggerRoutes =
  ({ jobs, webhooks, ticks }: TriggerRouteParts): RouteModule =>
  (handle) => {
    handle(webhookRoutes.callJobWebhook, async ({ params, headers, raw }) => ({
      run: await webhooks.call({
        job: params.job,
        signature: headers[SIGNATURE_HEADER]?.toString(),
        body: raw,
      }),
    }));
    handle(triggerRoutes.createJobWebhook, ({ params, identity }) =>
      webhooks.create(params.job, identity.name),
    );
    handle(triggerRoutes.getJobWebhook, async ({ params }) => ({ webhook: await webhooks.get(params.job) }));
    handle(triggerRoutes.removeJobWebhook, async ({ params }) => {
      await webhooks.remove(params.job);
      return {};
    });
    handle(triggerRoutes.listScheduleTicks, async ({ params }) => {
      await jobs.row(params.job);
      return { ticks: await ticks.list(params.job) };
    });
  };
