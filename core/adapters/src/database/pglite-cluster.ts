import { PGlite, type PGliteOptions } from '@electric-sql/pglite';

/** Opens the cluster of a data directory, which is made when it is empty. */
export const openCluster = async (dataDir: string, more: PGliteOptions = {}): Promise<PGlite> => {
  // PGlite's defaults are 128 MB of shared buffers and no fsync: too much memory, and a power cut would cost acknowledged rows.
  const startParams = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
  const pglite = new PGlite({
    dataDir,
    startParams,
    postgresqlconf: [
      'shared_buffers = 8MB',
      'max_wal_size = 64MB',
      'min_wal_size = 32MB',
      // No autovacuum, so no statistics: without them the planner reads a table of 30,000 rows to find 150 by their key.
      'enable_seqscan = off',
      'random_page_cost = 1.1',
    ],
    ...more,
  });
  await pglite.waitReady;
  return pglite;
};
