import type { Alert, Experiment } from '@slipway/contracts';
import type { Kysely } from 'kysely';
import { alertOf } from '../storage/rows.ts';
import type { MonitoringTables } from '../storage/tables.ts';

/**
 * Opens the alert of an experiment that was stopped without a person, once, and notes a call to every webhook that the monitors of its
 * endpoint have. Returns the monitors whose calls are owed now; empty when the alert was there already.
 */
export const raiseExperimentAlert = (
  tables: Kysely<MonitoringTables>,
  { id, endpoint, name, conclusion }: Experiment,
  at: string,
): Promise<string[]> =>
  tables.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('alert')
      .select('id')
      .where('monitor', '=', id)
      .executeTakeFirst();
    if (before !== undefined) return [];
    const row = await transaction
      .insertInto('alert')
      .values({
        monitor: id,
        endpoint,
        kind: 'experiment',
        state: 'firing',
        severity: conclusion?.cause === 'end' ? 'warning' : 'critical',
        summary: `Experiment ${name} was stopped. ${conclusion?.reason ?? ''}`,
        playbook: `The champion answers its units. Look at it with "slipway experiment analyse ${endpoint} ${id}", then acknowledge this.`,
        opened_at: at,
        acknowledged_by: null,
        resolved_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return oweCalls(transaction, alertOf(row), at);
  });

/** One call per address, in the lane of the first monitor that has it. */
const oweCalls = async (tables: Kysely<MonitoringTables>, alert: Alert, at: string): Promise<string[]> => {
  const monitors = await tables
    .selectFrom('monitor')
    .select(['id', 'settings'])
    .where('endpoint', '=', alert.endpoint)
    .orderBy('number')
    .execute();
  const lanes = new Map<string, string>();
  for (const { id, settings } of monitors) {
    const { webhook } = settings;
    if (webhook !== undefined && !lanes.has(webhook)) lanes.set(webhook, id);
  }
  for (const [url, monitor] of lanes) {
    await tables
      .insertInto('notification')
      .values({
        monitor,
        url,
        body: JSON.stringify({ event: 'firing', alert }),
        state: 'pending',
        reason: null,
        created_at: at,
      })
      .execute();
  }
  return [...lanes.values()];
};
