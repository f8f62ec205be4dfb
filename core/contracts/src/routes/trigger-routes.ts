import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id, Name } from '../identifier.ts';
import { ScheduleTick } from '../job-schedule.ts';
import { defineRoute } from '../route.ts';
import { JobWebhook, NewJobWebhook, WebhookCall } from '../webhook.ts';

const job = z.strictObject({ job: Name });

/** Called by strangers who sign what they send; no client has it as a method. */
export const webhookRoutes = {
  callJobWebhook: defineRoute({
    id: 'callJobWebhook',
    method: 'POST',
    path: '/v1/jobs/:job/webhook',
    summary: 'Start a run by a signed call (header x-slipway-signature)',
    roles: 'public',
    params: job,
    body: WebhookCall,
    raw: true,
    response: z.strictObject({ run: Id }),
  }),
};

/** What starts runs beside people: the webhook of a job, and the ticks of its schedule. */
export const triggerRoutes = {
  createJobWebhook: defineRoute({
    id: 'createJobWebhook',
    method: 'POST',
    path: '/v1/jobs/:job/webhook-secret',
    summary: 'Open the webhook of a job, or give it a new secret',
    roles: ['author', 'operator'],
    params: job,
    response: NewJobWebhook,
  }),
  getJobWebhook: defineRoute({
    id: 'getJobWebhook',
    method: 'GET',
    path: '/v1/jobs/:job/webhook-secret',
    summary: 'Whether a job has a webhook, and when it was used',
    roles: ANY_ROLE,
    params: job,
    response: z.strictObject({ webhook: JobWebhook.nullable() }),
  }),
  removeJobWebhook: defineRoute({
    id: 'removeJobWebhook',
    method: 'DELETE',
    path: '/v1/jobs/:job/webhook-secret',
    summary: 'Close the webhook of a job',
    roles: ['author', 'operator'],
    params: job,
    response: z.strictObject({}),
  }),
  listScheduleTicks: defineRoute({
    id: 'listScheduleTicks',
    method: 'GET',
    path: '/v1/jobs/:job/ticks',
    summary: 'What became of the latest ticks of a schedule, newest first',
    roles: ANY_ROLE,
    params: job,
    response: z.strictObject({ ticks: z.array(ScheduleTick) }),
  }),
};
