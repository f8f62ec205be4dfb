import type { Alert, Check, Monitor } from '@slipway/contracts';
import type { Selectable } from 'kysely';
import type { MonitoringTables } from './tables.ts';

const iso = (time: Date): string => time.toISOString();

/** A row as the contract tells it. */
export const monitorOf = (row: Selectable<MonitoringTables['monitor']>): Monitor => ({
  ...row.settings,
  id: row.id,
  state: row.state,
  createdAt: iso(row.created_at),
});

export const checkOf = (row: Selectable<MonitoringTables['check']>): Check => ({
  id: row.id,
  monitor: row.monitor,
  endpoint: row.endpoint,
  kind: row.kind,
  from: iso(row.from_at),
  to: iso(row.to_at),
  state: row.state,
  findings: row.findings,
  at: iso(row.at),
});

export const alertOf = (row: Selectable<MonitoringTables['alert']>): Alert => ({
  id: row.id,
  monitor: row.monitor,
  endpoint: row.endpoint,
  kind: row.kind,
  state: row.state,
  severity: row.severity,
  summary: row.summary,
  playbook: row.playbook,
  openedAt: iso(row.opened_at),
  acknowledgedBy: row.acknowledged_by,
  resolvedAt: row.resolved_at && iso(row.resolved_at),
});
