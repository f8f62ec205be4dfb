import type { Migration } from 'kysely/migration';
import type { Database } from './ports/database.ts';

/** Brings the tables of one plane up to date; each plane has its own list and its own bookkeeping tables. */
export const migrate = async (
  database: Database,
  plane: string,
  migrations: Record<string, Migration>,
): Promise<void> => {
  const table = `${plane}_migration`;
  if (await isUpToDate(database, table, Object.keys(migrations))) return;
  const { Migrator } = await import('kysely/migration');
  const migrator = new Migrator({
    db: database.of<unknown>(),
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
};

/** Nearly every start finds nothing to do; the migrator would read the whole catalogue of the database to find that out. */
const isUpToDate = async (database: Database, table: string, names: readonly string[]): Promise<boolean> => {
  const { rows: known } = await database.executeSql('select to_regclass($1) is not null as exists', [table]);
  if (known[0]?.exists !== true) return false;
  const { rows } = await database.executeSql(`select name from "${table}"`);
  const done = new Set(rows.map(({ name }) => name));
  return done.size === names.length && names.every((name) => done.has(name));
};
