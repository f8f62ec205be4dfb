import { type Logger, postWebhook, type WebhookCall } from '@slipway/platform';
import type { Kysely } from 'kysely';
import type { MonitoringTables } from '../storage/tables.ts';

export interface NotifierOptions {
  readonly tables: Kysely<MonitoringTables>;
  readonly logger: Logger;
  /** Waits between tries; see {@link WebhookCall}. */
  readonly backOffMs?: WebhookCall['backOffMs'];
}

/**
 * Delivers the notifications that are owed, beside everything else: each monitor has a lane of its own, in which they go out in
 * order, so that a dead webhook delays nobody else's. At least once: the receiver knows a repeat by its `id`.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    const owed = await this.#options.tables
      .selectFrom('notification')
      .select('monitor')
      .distinct()
      .where('state', '=', 'pending')
      .execute();
    for (const { monitor } of owed) this.deliver(monitor);
  }

  /** Sends what is owed for a monitor; returns at once. */
  deliver(monitor: string): void {
    const lane = (this.#lanes.get(monitor) ?? Promise.resolve()).then(() => this.#sendAll(monitor));
    this.#lanes.set(monitor, lane);
    lane.finally(() => {
      if (this.#lanes.get(monitor) === lane) this.#lanes.delete(monitor);
    });
  }

  /** Waits until nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  /** What could not be sent stays owed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  async #sendAll(monitor: string): Promise<void> {
    const { tables, logger } = this.#options;
    try {
      const owed = await tables
        .selectFrom('notification')
        .select(['id', 'url', 'body'])
        .where('monitor', '=', monitor)
        .where('state', '=', 'pending')
        .orderBy('number')
        .execute();
      for (const { id, url, body } of owed) {
        if (this.#stopping.signal.aborted) return;
        await this.#send(monitor, id, url, body);
      }
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      logger.error({ err: error, monitor }, 'could not send notifications');
    }
  }

  async #send(monitor: string, id: string, url: string, body: Record<string, unknown>): Promise<void> {
    const { tables, logger, backOffMs } = this.#options;
    const result = await postWebhook({
      url,
      body: { id, ...body },
      signal: this.#stopping.signal,
      ...(backOffMs ? { backOffMs } : {}),
    });
    const reason = result.kind === 'failed' ? result.reason : null;
    await tables
      .updateTable('notification')
      .set({ state: result.kind, reason })
      .where('id', '=', id)
      .execute();
    if (reason !== null)
      logger.warn(
        { notification: id, monitor, host: new URL(url).host, reason },
        'the webhook of a monitor could not be reached',
      );
  }
}
