import type { Kysely } from 'kysely';

/** The metadata database: one SQL dialect (PostgreSQL) on every engine. */
export interface Database {
  /** The query builder, typed by the tables of the asking plane. */
  of<Tables>(): Kysely<Tables>;
  /** Raw SQL with $1, $2 … for engines that bring their own (the job queue); runs outside of transactions of `of`. */
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  close(): Promise<void>;
}
