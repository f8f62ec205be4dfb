import { mkdir } from 'node:fs/promises';
import type { PGliteOptions } from '@electric-sql/pglite';
import { SlipwayError } from '@slipway/contracts';
import { acquireProcessLock } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { databaseOnCluster } from './database-on-cluster.ts';
import { openCluster } from './pglite-cluster.ts';

/** The database of a directory, for this process alone. Throws DATABASE_IN_USE when another living process has it open. */
export const openDirectory = async (directory: string, more: PGliteOptions = {}): Promise<Database> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = await acquireProcessLock(`${directory}.lock`);
  if (lock.kind === 'taken') throw new SlipwayError('DATABASE_IN_USE', { directory, pid: lock.by.pid });
  return databaseOnCluster(await openCluster(directory, more), () => lock.release());
};
