import { join } from 'node:path';
import { after } from 'node:test';
import { createPreparedDatabase } from '@slipway/adapters/prepared-database';
import type { Identity } from '@slipway/contracts';
import { type ContractClient, createContractClient, createLogger } from '@slipway/platform';
import { type Database, migrate } from '@slipway/platform/database';
import { createContractServer } from '@slipway/platform/server';
import { createMonitoring, type Monitoring, type MonitoringOptions } from '../create-monitoring.ts';
import { monitoringMigrations } from '../storage/migrations.ts';
import { healthyFacts } from './facts.ts';
import { type OtherPlanes, startPlanes } from './planes.ts';

export interface Cleanup {
  after(done: () => Promise<void>): void;
}

export interface MonitoringWorld {
  readonly planes: OtherPlanes;
  readonly monitoring: Monitoring;
  readonly operator: ContractClient;
  readonly viewer: ContractClient;
  readonly address: string;
  readonly clock: { time: number; now(): number };
  readonly database: Database;
  /** Kills the warehouse and the registry. */
  closePlanes(): Promise<void>;
}

const person = (role: Identity['role']): Identity => ({
  subject: role,
  name: `the ${role}`,
  role,
  unattended: false,
});

let opened: Promise<Database> | undefined;
after(async () => (await opened)?.close());

/** Starting PGlite takes seconds, so the tests of a file, which run one after the other, share one and each finds it empty. */
const freshDatabase = async (): Promise<Database> => {
  opened ??= createPreparedDatabase({
    name: 'monitoring',
    sources: [join(import.meta.dirname, '../storage/migrations.ts')],
    prepare: (fresh) => migrate(fresh, 'monitoring', monitoringMigrations),
  });
  const database = await opened;
  const { rows } = await database.executeSql(
    `select format('monitoring.%I', tablename) as name from pg_tables where schemaname = 'monitoring'`,
  );
  await database.executeSql(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity`);
  return database;
};

/** Monitoring on a database in memory, behind HTTP, with the other planes behind HTTP too, at 2026-11-22 10:00 UTC. */
export const startWorld = async (
  t: Cleanup,
  options: Pick<MonitoringOptions, 'stopExperiment' | 'guardMs' | 'jobs'> = {},
): Promise<MonitoringWorld> => {
  const database = await freshDatabase();
  const other = await startPlanes(healthyFacts());
  t.after(() => other.close());
  const clock = {
    time: Date.parse('2026-11-22T10:00:00.000Z'),
    now() {
      return this.time;
    },
  };
  const logger = createLogger('test', 'silent');
  const monitoring = createMonitoring({
    database,
    log: other.client,
    registry: other.client,
    clock,
    logger,
    pollMs: 10,
    webhookBackOffMs: [5, 5],
    ...options,
  });
  await monitoring.migrate();
  const app = await createContractServer({
    title: 'monitoring',
    authenticate: (token) => (token === 'operator' || token === 'viewer' ? person(token) : null),
    logger,
    ready: () => ({ ready: true }),
    modules: [monitoring.routes],
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await app.close();
    await monitoring.service.stop();
  });
  return {
    planes: other.planes,
    monitoring,
    operator: createContractClient(address, 'operator'),
    viewer: createContractClient(address, 'viewer'),
    address,
    clock,
    database,
    closePlanes: () => other.close(),
  };
};

/** Waits until something becomes true. */
export const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never happened');
};
