import { createHmac, randomBytes } from 'node:crypto';
import {
  type JobWebhook,
  type NewJobWebhook,
  SIGNATURE_TOLERANCE_SECONDS,
  SlipwayError,
  WebhookCall,
} from '@slipway/contracts';
import { type Clock, describeProblems, problemsOf, timestamp, verifyWebhook } from '@slipway/platform';
import { assertStorable } from '@slipway/platform/server';
import type { Selectable } from 'kysely';
import type { JobBook } from '../job-book.ts';
import type { RunBook } from '../run-book.ts';
import type { TrainingDatabase } from '../tables.ts';
import type { WebhookTable } from './trigger-tables.ts';

const SECRET_BYTES = 32;

/** Signs the notifications of a job. It follows from the secret and not the other way round: who is notified can start nothing. */
export const notificationKeyOf = (secret: string): string =>
  `whnot_${createHmac('sha256', secret).update('slipway notification').digest('base64url')}`;

const viewOf = ({ job, created_by, created_at, last_used_at }: Selectable<WebhookTable>): JobWebhook => ({
  job,
  path: `/v1/jobs/${job}/webhook`,
  createdBy: created_by,
  createdAt: created_at.toISOString(),
  lastUsedAt: last_used_at?.toISOString() ?? null,
});

export interface JobWebhooksParts {
  readonly db: TrainingDatabase;
  readonly jobs: JobBook;
  readonly runs: RunBook;
  readonly clock: Clock;
}

/** A call as it came, before anybody knows who sent it. */
export interface IncomingCall {
  readonly job: string;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** The webhooks of jobs: closed until somebody opens one. A call can start a run and nothing else. */
export class JobWebhooks {
  readonly #parts: JobWebhooksParts;
  /** What calls of closed webhooks are checked with, so that they take as long and are told the same as wrongly signed ones. */
  readonly #nobody = randomBytes(SECRET_BYTES).toString('base64url');

  constructor(parts: JobWebhooksParts) {
    this.#parts = parts;
  }

  /** Opens the webhook of a job; an open one gets a new secret, and the old one is worth nothing at once. Throws NOT_FOUND. */
  async create(job: string, by: string): Promise<NewJobWebhook> {
    const { db, jobs, clock } = this.#parts;
    await jobs.row(job);
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const row = { secret, created_by: by, created_at: timestamp(clock), last_used_at: null };
    const stored = await db
      .insertInto('training_webhook')
      .values({ job, ...row })
      .onConflict((conflict) => conflict.column('job').doUpdateSet(row))
      .returningAll()
      .executeTakeFirstOrThrow();
    return { ...viewOf(stored), secret, notificationKey: notificationKeyOf(secret) };
  }

  /** Null when it is closed. Throws NOT_FOUND for a job that does not exist. */
  async get(job: string): Promise<JobWebhook | null> {
    await this.#parts.jobs.row(job);
    const row = await this.#row(job);
    return row ? viewOf(row) : null;
  }

  /** Closing a closed one changes nothing. Throws NOT_FOUND for a job that does not exist. */
  async remove(job: string): Promise<void> {
    await this.#parts.jobs.row(job);
    await this.#parts.db.deleteFrom('training_webhook').where('job', '=', job).execute();
  }

  /**
   * Starts a run of the job, in the name of whoever applied it. Throws WEBHOOK_REFUSED, WEBHOOK_REPLAYED when the very same call
   * came before, and INVALID_JSON or INVALID_REQUEST once the signature is good.
   */
  async call({ job, signature: header, body }: IncomingCall): Promise<string> {
    const { runs, clock } = this.#parts;
    const row = await this.#row(job);
    const verdict = verifyWebhook({
      key: row?.secret ?? this.#nobody,
      header,
      body,
      now: clock.now(),
      toleranceSeconds: SIGNATURE_TOLERANCE_SECONDS,
    });
    if (verdict.kind === 'invalid')
      throw new SlipwayError('WEBHOOK_REFUSED', { job, reason: verdict.reason });
    const { parameters, seed, idempotencyKey } = callOf(body);
    const key =
      idempotencyKey === undefined ? `webhook:${verdict.signature}` : `webhook-key:${idempotencyKey}`;
    if (idempotencyKey === undefined) await this.#refuseReplay(job, key);
    const run = await runs.start({ job, trigger: 'webhook', parameters, seed, idempotencyKey: key });
    await this.#parts.db
      .updateTable('training_webhook')
      .set({ last_used_at: timestamp(clock) })
      .where('job', '=', job)
      .execute();
    return run.id;
  }

  async #refuseReplay(job: string, key: string): Promise<void> {
    const earlier = await this.#parts.db
      .selectFrom('training_run')
      .select('id')
      .where('job', '=', job)
      .where('idempotency_key', '=', key)
      .executeTakeFirst();
    if (earlier !== undefined) throw new SlipwayError('WEBHOOK_REPLAYED', { job, run: earlier.id });
  }

  #row(job: string): Promise<Selectable<WebhookTable> | undefined> {
    return this.#parts.db
      .selectFrom('training_webhook')
      .selectAll()
      .where('job', '=', job)
      .executeTakeFirst();
  }
}

const callOf = (body: Buffer): WebhookCall => {
  let json: unknown;
  try {
    json = body.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new SlipwayError('INVALID_JSON', { reason: (cause as Error).message }, { cause });
  }
  const parsed = WebhookCall.safeParse(json);
  if (!parsed.success) {
    const problems = problemsOf(parsed.error);
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: describeProblems(problems) },
      { field: problems[0]?.field, problems },
    );
  }
  assertStorable(parsed.data);
  return parsed.data;
};
