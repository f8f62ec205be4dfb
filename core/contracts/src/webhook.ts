import { z } from 'zod';
import { Id, Name, Scalar, Timestamp } from './identifier.ts';
import { ScheduleTick } from './job-schedule.ts';
import { StepFailure } from './run.ts';

/** Carries `t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "<t>.<body>">`; several `v1` while a key is changed. */
export const SIGNATURE_HEADER = 'x-slipway-signature';
/** Id of a delivery; the same again is the same event. */
export const DELIVERY_HEADER = 'x-slipway-delivery';
/** Seconds that the time of a signature may be off. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** What a caller of a job's webhook may say; an empty body says nothing. */
export const WebhookCall = z.strictObject({
  parameters: z.record(z.string(), Scalar).default({}),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  /** The same key again answers with the run that it started. */
  idempotencyKey: z.string().min(1).max(150).optional(),
});
export type WebhookCall = z.infer<typeof WebhookCall>;

/** The webhook of a job as far as it can be told; its secret is told once. */
export const JobWebhook = z.strictObject({
  job: Name,
  path: z.string(),
  createdBy: z.string(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
});
export type JobWebhook = z.infer<typeof JobWebhook>;

export const NewJobWebhook = JobWebhook.extend({
  /** Signs calls of the webhook. */
  secret: z.string(),
  /** Verifies the notifications of the job; nothing can be started with it. */
  notificationKey: z.string(),
});
export type NewJobWebhook = z.infer<typeof NewJobWebhook>;

/** The body of a notification. At least once: a repeat has the same `id`. */
export const JobNotification = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.enum(['failed', 'succeeded']),
    id: Id,
    job: Name,
    run: Id,
    trigger: z.string(),
    author: z.string(),
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
    failures: z.array(StepFailure.extend({ step: z.string() })),
  }),
  z.strictObject({ event: z.literal('missed'), id: Id, job: Name, ticks: z.array(ScheduleTick) }),
]);
export type JobNotification = z.infer<typeof JobNotification>;
