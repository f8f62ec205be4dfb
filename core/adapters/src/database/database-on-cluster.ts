import type { PGlite } from '@electric-sql/pglite';
import type { Database } from '@slipway/platform/database';
import { Kysely, PGliteDialect } from 'kysely';

/** The database port on an open cluster; `released` is called once the cluster is closed. */
export const databaseOnCluster = (
  pglite: PGlite,
  released: () => Promise<void> = async () => {},
): Database => {
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
      await released();
    },
  };
};
