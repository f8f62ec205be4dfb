import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { SlipwayError } from '@slipway/contracts';
import { acquireProcessLock, writeAtomically } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import { Kysely, PGliteDialect } from 'kysely';

const { version: PGLITE_VERSION } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')), 'utf8'),
) as { version: string };

export interface PgliteOptions {
  /** Directory of the database; created. 'memory' keeps it in memory, for tests. */
  readonly directory: string;
}

/**
 * The embedded database: PostgreSQL in this process, for this process alone.
 * Throws DATABASE_IN_USE when another living process has it open.
 */
export const createPgliteDatabase = async ({ directory }: PgliteOptions): Promise<Database> => {
  const inMemory = directory === 'memory';
  if (!inMemory) await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = inMemory ? null : await acquireProcessLock(`${directory}.lock`);
  if (lock?.kind === 'taken') throw new SlipwayError('DATABASE_IN_USE', { directory, pid: lock.by.pid });
  const pglite = await (inMemory ? openInMemory() : open(directory));
  const kysely = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) });
  return {
    of: <Tables>() => kysely as Kysely<Tables>,
    executeSql: async (text, values) => {
      if (values !== undefined && values.length > 0)
        return pglite.query<Record<string, unknown>>(text, [...values]);
      // Several statements at once, as the job queue's migrations send them, only work without parameters.
      const results = await pglite.exec(text).catch(async (error: unknown) => {
        // A failed BEGIN … COMMIT would leave the one connection in an aborted transaction.
        await pglite.exec('rollback');
        throw error;
      });
      return {
        rows: (results.findLast(({ fields }) => fields.length > 0)?.rows ?? []) as Record<string, unknown>[],
      };
    },
    close: async () => {
      if (!pglite.closed) await pglite.close();
      if (lock?.kind === 'held') await lock.release();
    },
  };
};

const open = async (dataDir: string, loadDataDir?: Blob): Promise<PGlite> => {
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
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
  });
  await pglite.waitReady;
  return pglite;
};

/** Making a cluster costs seconds of processor time, copying an empty one a fraction: databases in memory start from a copy. */
const openInMemory = async (): Promise<PGlite> => {
  const template = join(tmpdir(), `slipway-pglite-${userInfo().uid}-${PGLITE_VERSION}.tar`);
  const known = await readFile(template).catch(() => null);
  if (known !== null) return open('memory://', new Blob([known]));
  const fresh = await open('memory://');
  const content = await fresh.dumpDataDir('none');
  await writeAtomically(template, new Uint8Array(await content.arrayBuffer()), 0o600);
  return fresh;
};
