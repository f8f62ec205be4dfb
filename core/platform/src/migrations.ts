import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './ports/database.ts';

/** Brings the tables of one plane up to date; each plane has its own list and its own bookkeeping tables. */
export const migrate = async (
  database: Database,
  plane: string,
  migrations: Record<string, Migration>,
): Promise<void> => {
  const migrator = new Migrator({
    db: database.of<unknown>(),
    provider: { getMigrations: async () => migrations },
    migrationTableName: `${plane}_migration`,
    migrationLockTableName: `${plane}_migration_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
};
