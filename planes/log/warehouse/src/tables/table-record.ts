import { Digest, Table } from '@slipway/contracts';

/** What `table.json` says: the table and the file that holds it now. */
export const describesTable = (value: unknown): { table: Table; digest: string } | null => {
  const { table, digest } = (value ?? {}) as { table?: unknown; digest?: unknown };
  const parsed = Table.safeParse(table);
  const named = Digest.safeParse(digest);
  return parsed.success && named.success ? { table: parsed.data, digest: named.data } : null;
};
