import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERY_HEADER, SIGNATURE_HEADER } from '@slipway/contracts';
import { type Clock, type Logger, postWebhook, type Service, signWebhook } from '@slipway/platform';
import type { Selectable } from 'kysely';
import type { TrainingDatabase } from '../tables.ts';
import { notificationKeyOf } from '../triggers/job-webhooks.ts';
import type { NotificationTable } from '../triggers/trigger-tables.ts';
import type { WakeUp } from '../wake-up.ts';
import { nextTryAt } from './notification-retry.ts';

type Owed = Selectable<NotificationTable>;

/** Sent at the same time, so that a receiver that hangs delays few others. */
const AT_ONCE = 8;
/** Who took a notification to send it has this long before somebody else may; a try takes 5 s. */
const CLAIM_MS = 30_000;
const QUIET_MS = 200;
const KEPT_MS = 30 * 86_400_000;

export interface JobNotifierParts {
  readonly db: TrainingDatabase;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Longest time between two looks at what is owed. */
  readonly pollSeconds: number;
}

/** Delivers what the outbox owes, at least once: the receiver knows a repeat by its `id`. Nothing else waits for it. */
export class JobNotifier {
  readonly #parts: JobNotifierParts;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: JobNotifierParts) {
    this.#parts = parts;
  }

  readonly service: Service = {
    name: 'job notifier',
    start: async () => {
      await this.#tidy();
      this.#loop = this.#deliver();
    },
    stop: async () => {
      this.#stopping.abort();
      await this.#loop;
    },
  };

  async #deliver(): Promise<void> {
    const { wakeUp, logger, pollSeconds } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const seen = wakeUp.count;
      let owed: Owed[] = [];
      try {
        owed = await this.#claim();
        await Promise.all(owed.map((each) => this.#send(each)));
      } catch (error) {
        if (!signal.aborted) logger.error({ err: error }, 'notifications could not be sent');
      }
      if (owed.length === AT_ONCE) continue;
      await sleep(QUIET_MS, undefined, { signal }).catch(() => undefined);
      await wakeUp.wait(seen, pollSeconds * 1000, signal);
    }
  }

  async #claim(): Promise<Owed[]> {
    const { db, clock } = this.#parts;
    const now = clock.now();
    return db
      .updateTable('training_notification')
      .set({ next_try_at: new Date(now + CLAIM_MS).toISOString() })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('training_notification')
          .select('id')
          .where('state', '=', 'pending')
          .where('next_try_at', '<=', new Date(now))
          .orderBy('next_try_at')
          .limit(AT_ONCE)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute();
  }

  async #send({ id, job, url, body, tries }: Owed): Promise<void> {
    const { db, clock, logger } = this.#parts;
    const key = await this.#keyOf(job);
    const result = await postWebhook({
      url,
      body,
      signal: this.#stopping.signal,
      backOffMs: [],
      headers: (text) => ({
        [DELIVERY_HEADER]: id,
        ...(key ? { [SIGNATURE_HEADER]: signWebhook(key, text, Math.floor(clock.now() / 1000)) } : {}),
      }),
    });
    const delivered = result.kind === 'delivered';
    const again = delivered ? null : nextTryAt(tries + 1, clock.now());
    const reason = delivered ? null : result.reason;
    await db
      .updateTable('training_notification')
      .set({
        state: delivered ? 'delivered' : again === null ? 'failed' : 'pending',
        tries: tries + 1,
        reason,
        ...(again === null ? {} : { next_try_at: new Date(again).toISOString() }),
      })
      .where('id', '=', id)
      .execute();
    if (!delivered)
      logger.warn(
        { notification: id, job, host: new URL(url).host, reason, tries: tries + 1, givenUp: again === null },
        'a notification of a job could not be delivered',
      );
  }

  /** Null when the job has no webhook, and so no secret to sign with. */
  async #keyOf(job: string): Promise<string | null> {
    const row = await this.#parts.db
      .selectFrom('training_webhook')
      .select('secret')
      .where('job', '=', job)
      .executeTakeFirst();
    return row ? notificationKeyOf(row.secret) : null;
  }

  async #tidy(): Promise<void> {
    const { db, clock } = this.#parts;
    await db
      .deleteFrom('training_notification')
      .where('state', '<>', 'pending')
      .where('created_at', '<', new Date(clock.now() - KEPT_MS))
      .execute();
  }
}
