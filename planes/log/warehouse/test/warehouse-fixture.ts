import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createFileBlobs } from '@slipway/adapters';
import { type Identity, logRoutes, ROLES } from '@slipway/contracts';
import {
  type ContractClient,
  createContractClient,
  createLogger,
  type LogReader,
  systemClock,
} from '@slipway/platform';
import { createContractServer } from '@slipway/platform/server';
import { createWarehouse, type WarehouseOptions } from '../src/index.ts';
import { MemorySpool } from './memory-spool.ts';

export const temporaryDirectory = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-warehouse-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

/** A started warehouse of its own behind its HTTP routes; stopped after the test. */
export const startWarehouse = async <S extends LogReader = MemorySpool>(
  t: TestContext,
  options: Partial<WarehouseOptions> & { readonly spool?: S } = {},
) => {
  const root = options.directory ?? (await temporaryDirectory(t));
  const spool = options.spool ?? (new MemorySpool() as unknown as S);
  const blobs = createFileBlobs(join(root, 'blobs'));
  const logger = createLogger('test', 'silent');
  const directory = join(root, 'warehouse');
  const warehouse = createWarehouse({ blobs, clock: systemClock, logger, ...options, spool, directory });
  await warehouse.service.start();
  const identities = new Map<string, Identity>(
    ROLES.map((role) => [role, { subject: role, name: role, role, unattended: false }]),
  );
  const server = await createContractServer({
    title: 'log',
    modules: [warehouse.routes],
    authenticate: (token) => identities.get(token) ?? null,
    logger,
    ready: () => warehouse.ready(),
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await server.close();
    await warehouse.service.stop();
  });
  const author: ContractClient = createContractClient(address, 'author');
  const sql = async (text: string, parameters: Record<string, string | number | boolean> = {}) =>
    (await author.call(logRoutes.query, { body: { sql: text, parameters } })).rows;
  return { root, directory, warehouse, spool, blobs, author, sql, address };
};
