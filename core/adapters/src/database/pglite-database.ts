import type { Database } from '@slipway/platform/database';
import { databaseOnCluster } from './database-on-cluster.ts';
import { openDirectory } from './directory-database.ts';

export interface PgliteOptions {
  /** Directory of the database; created. 'memory' keeps it in memory, for tests. */
  readonly directory: string;
}

/**
 * The embedded database: PostgreSQL in this process, for this process alone.
 * Throws DATABASE_IN_USE when another living process has it open.
 */
export const createPgliteDatabase = async ({ directory }: PgliteOptions): Promise<Database> => {
  if (directory !== 'memory') return openDirectory(directory);
  const { openInMemory } = await import('./memory-cluster.ts');
  return databaseOnCluster(await openInMemory());
};
