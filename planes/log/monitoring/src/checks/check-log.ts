import { type Check, type Finding, type Monitor, SlipwayError, type Window } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { Kysely, Transaction } from 'kysely';
import { raiseAlert } from '../alerts/raise-alert.ts';
import { nextTick } from '../monitors/schedule.ts';
import { checkOf, monitorOf } from '../storage/rows.ts';
import type { MonitoringTables } from '../storage/tables.ts';
import { worstState } from './finding.ts';

/** Checks kept per monitor: three weeks of one every half hour, and a check of every minute does not fill the disk. */
const KEPT = 1000;
/** A scheduled check that got no answers is made again after this, if its next tick is not sooner. */
const RETRY_MS = 60_000;

/** The checks that were made, with what follows from them. */
export class CheckLog {
  readonly #tables: Kysely<MonitoringTables>;
  readonly #clock: Clock;

  constructor(tables: Kysely<MonitoringTables>, clock: Clock) {
    this.#tables = tables;
    this.#clock = clock;
  }

  /**
   * Writes a check, the state of its monitor, its alert and the next tick of its schedule, all or nothing. `changed`: an alert
   * was opened or resolved. Throws NOT_FOUND when the monitor was deleted meanwhile.
   */
  add(
    { id }: Monitor,
    window: Window,
    findings: Finding[],
    scheduled: boolean,
  ): Promise<{ check: Check; changed: boolean }> {
    return this.#tables.transaction().execute(async (tables) => {
      const row = await tables
        .selectFrom('monitor')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Monitor', name: id });
      const monitor = monitorOf(row);
      const check = await this.#insert(tables, monitor, window, findings);
      await prune(tables, id);
      const alert = await raiseAlert(tables, monitor, check);
      await tables
        .updateTable('monitor')
        .set({
          state: await latestState(tables, id),
          ...(scheduled ? { due_at: this.#dueAfter(monitor, window, check) } : {}),
        })
        .where('id', '=', id)
        .execute();
      return { check, changed: alert !== null };
    });
  }

  async #insert(
    tables: Transaction<MonitoringTables>,
    { id, endpoint, kind }: Monitor,
    window: Window,
    findings: Finding[],
  ): Promise<Check> {
    const row = await tables
      .insertInto('check')
      .values({
        monitor: id,
        endpoint,
        kind,
        from_at: window.from,
        to_at: window.to,
        state: worstState(findings),
        findings: JSON.stringify(findings),
        at: timestamp(this.#clock),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return checkOf(row);
  }

  #dueAfter({ schedule }: Monitor, { to }: Window, { state }: Check): string | null {
    const next = schedule === undefined ? null : nextTick(schedule, Date.parse(to));
    if (next === null) return null;
    const again = this.#clock.now() + RETRY_MS;
    return new Date(state === 'error' ? Math.min(next, again) : next).toISOString();
  }
}

const latestState = async (
  tables: Transaction<MonitoringTables>,
  monitor: string,
): Promise<Check['state'] | null> => {
  const latest = await tables
    .selectFrom('check')
    .select('state')
    .where('monitor', '=', monitor)
    .orderBy('to_at', 'desc')
    .orderBy('number', 'desc')
    .executeTakeFirst();
  return latest?.state ?? null;
};

const prune = async (tables: Transaction<MonitoringTables>, monitor: string): Promise<void> => {
  const oldest = await tables
    .selectFrom('check')
    .select('number')
    .where('monitor', '=', monitor)
    .orderBy('number', 'desc')
    .offset(KEPT - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await tables
    .deleteFrom('check')
    .where('monitor', '=', monitor)
    .where('number', '<', oldest.number)
    .execute();
};
