import {
  type Check,
  type Monitor,
  type MonitorRequest,
  releaseRoutes,
  SlipwayError,
  trainingRoutes,
} from '@slipway/contracts';
import { type Clock, type ContractClient, timestamp } from '@slipway/platform';
import { type Kysely, sql } from 'kysely';
import { checkOf, monitorOf } from '../storage/rows.ts';
import type { MonitoringTables } from '../storage/tables.ts';
import { nextTick } from './schedule.ts';
import { validateMonitor } from './validate-monitor.ts';

/** Checks that are told with a monitor. */
const LATEST_CHECKS = 20;

export interface MonitorsOptions {
  readonly tables: Kysely<MonitoringTables>;
  readonly registry: ContractClient;
  /** Calls `trainingRoutes`. Absent: no monitor may start runs. */
  readonly jobs?: ContractClient;
  readonly clock: Clock;
}

/** What is watched: one monitor per endpoint and kind. */
export class Monitors {
  readonly #tables: Kysely<MonitoringTables>;
  readonly #registry: ContractClient;
  readonly #jobs: ContractClient | undefined;
  readonly #clock: Clock;

  constructor({ tables, registry, jobs, clock }: MonitorsOptions) {
    this.#tables = tables;
    this.#registry = registry;
    this.#jobs = jobs;
    this.#clock = clock;
  }

  /**
   * Creates the monitor of an endpoint and kind, or changes it; a schedule that stays the same keeps its next tick.
   * Throws INVALID_REQUEST, ENDPOINT_UNKNOWN.
   */
  async put(request: MonitorRequest): Promise<Monitor> {
    const now = this.#clock.now();
    validateMonitor(request, now);
    await this.#requireEndpoint(request.endpoint);
    if (request.job !== undefined) await this.#requireJob(request.job);
    const due = request.schedule === undefined ? null : nextTick(request.schedule, now);
    const row = await this.#tables
      .insertInto('monitor')
      .values({
        endpoint: request.endpoint,
        kind: request.kind,
        settings: JSON.stringify(request),
        state: null,
        due_at: due === null ? null : new Date(due).toISOString(),
        created_at: timestamp(this.#clock),
      })
      .onConflict((conflict) =>
        conflict.columns(['endpoint', 'kind']).doUpdateSet({
          settings: sql`excluded.settings`,
          due_at: sql`case when monitor.settings->>'schedule' is not distinct from excluded.settings->>'schedule'
            then monitor.due_at else excluded.due_at end`,
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    return monitorOf(row);
  }

  async list(endpoint?: string): Promise<Monitor[]> {
    const rows = await this.#tables
      .selectFrom('monitor')
      .selectAll()
      .$if(endpoint !== undefined, (query) => query.where('endpoint', '=', endpoint!))
      .orderBy('number')
      .execute();
    return rows.map(monitorOf);
  }

  /** With its latest checks, newest first. Throws NOT_FOUND. */
  async get(id: string): Promise<{ monitor: Monitor; checks: Check[] }> {
    const monitor = await this.find(id);
    const checks = await this.#tables
      .selectFrom('check')
      .selectAll()
      .where('monitor', '=', id)
      .orderBy('number', 'desc')
      .limit(LATEST_CHECKS)
      .execute();
    return { monitor, checks: checks.map(checkOf) };
  }

  /** Throws NOT_FOUND. */
  async find(id: string): Promise<Monitor> {
    const row = await this.#tables.selectFrom('monitor').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Monitor', name: id });
    return monitorOf(row);
  }

  /** With its checks. Its open alert is resolved, because nobody watches any more; alerts are kept. Throws NOT_FOUND. */
  async remove(id: string): Promise<void> {
    await this.#tables.transaction().execute(async (tables) => {
      const deleted = await tables
        .deleteFrom('monitor')
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      if (deleted === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Monitor', name: id });
      await tables
        .updateTable('alert')
        .set({ state: 'resolved', resolved_at: timestamp(this.#clock) })
        .where('monitor', '=', id)
        .where('state', '<>', 'resolved')
        .execute();
    });
  }

  /** Monitors whose tick lies at or before `until` (milliseconds since the epoch), the longest due first. */
  async due(until: number): Promise<Monitor[]> {
    const rows = await this.#tables
      .selectFrom('monitor')
      .selectAll()
      .where('due_at', '<=', new Date(until))
      .orderBy('due_at')
      .execute();
    return rows.map(monitorOf);
  }

  async #requireJob(job: string): Promise<void> {
    try {
      await this.#jobs?.call(trainingRoutes.getJob, { params: { job } });
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.kind !== 'not_found') throw error;
      throw new SlipwayError('NOT_FOUND', { what: 'Job', name: job }, { field: 'job', cause: error });
    }
  }

  async #requireEndpoint(endpoint: string): Promise<void> {
    try {
      await this.#registry.call(releaseRoutes.getEndpoint, { params: { endpoint } });
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.kind !== 'not_found') throw error;
      throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint }, { field: 'endpoint', cause: error });
    }
  }
}
