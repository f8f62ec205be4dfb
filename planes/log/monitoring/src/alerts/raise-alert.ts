import type { Alert, Check, Monitor } from '@slipway/contracts';
import type { Transaction } from 'kysely';
import { alertOf } from '../storage/rows.ts';
import type { MonitoringTables } from '../storage/tables.ts';
import { alertChange, alertContent } from './alert-change.ts';

/** Checks that are looked at; enough for the longest row of windows with many in between that said nothing. */
const LOOKED_BACK = 100;

/**
 * Opens or resolves the alert of a monitor after a check, in the transaction that wrote the check, and notes the webhook call
 * and the run that are owed for it. Returns the changed alert, null when nothing changed.
 */
export const raiseAlert = async (
  tables: Transaction<MonitoringTables>,
  monitor: Monitor,
  check: Check,
): Promise<Alert | null> => {
  const open = await tables
    .selectFrom('alert')
    .selectAll()
    .where('monitor', '=', monitor.id)
    .where('state', '<>', 'resolved')
    .executeTakeFirst();
  const windows = await latestWindows(tables, monitor.id);
  const change = alertChange(check, windows, open !== undefined, monitor.consecutive);
  if (change === 'none') return null;
  const row =
    change === 'open'
      ? await tables
          .insertInto('alert')
          .values({
            monitor: monitor.id,
            endpoint: monitor.endpoint,
            kind: monitor.kind,
            state: 'firing',
            ...alertContent(check),
            playbook: monitor.playbook,
            opened_at: check.at,
            acknowledged_by: null,
            resolved_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
      : await tables
          .updateTable('alert')
          .set({ state: 'resolved', resolved_at: check.at })
          .where('monitor', '=', monitor.id)
          .where('state', '<>', 'resolved')
          .returningAll()
          .executeTakeFirstOrThrow();
  const alert = alertOf(row);
  if (change === 'open' && monitor.job !== undefined)
    await tables
      .insertInto('run_request')
      .values({
        alert: alert.id,
        job: monitor.job,
        state: 'pending',
        run: null,
        reason: null,
        created_at: check.at,
      })
      .execute();
  if (monitor.webhook !== undefined) {
    const body = { event: change === 'open' ? 'firing' : 'resolved', alert, check: summaryOf(check) };
    await tables
      .insertInto('notification')
      .values({
        monitor: monitor.id,
        url: monitor.webhook,
        body: JSON.stringify(body),
        state: 'pending',
        reason: null,
        created_at: check.at,
      })
      .execute();
  }
  return alert;
};

const latestWindows = async (
  tables: Transaction<MonitoringTables>,
  monitor: string,
): Promise<{ id: string; to: string; state: Check['state'] }[]> => {
  const rows = await tables
    .selectFrom('check')
    .select(['id', 'to_at', 'state'])
    .where('monitor', '=', monitor)
    .orderBy('to_at', 'desc')
    .orderBy('number', 'desc')
    .limit(LOOKED_BACK)
    .execute();
  return rows.map(({ id, to_at, state }) => ({ id, to: to_at.toISOString(), state }));
};

const summaryOf = ({ id, from, to, state, at, findings }: Check) => ({
  id,
  from,
  to,
  state,
  at,
  findings: findings.filter((finding) => finding.state !== 'ok'),
});
