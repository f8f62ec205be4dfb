import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createPgliteDatabase } from '@slipway/adapters/pglite';

/** An empty cluster that tests copy: making one costs seconds of processor time. The journey of the quickstart makes its own. */
const TEMPLATE = join(tmpdir(), `slipway-empty-database-${userInfo().uid}-${process.version}`);

/** Puts an empty database into a fresh data directory. */
export const copyEmptyDatabase = async (directory: string): Promise<void> => {
  const exists = await stat(TEMPLATE).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const made = `${TEMPLATE}.${randomUUID()}`;
    const database = await createPgliteDatabase({ directory: made });
    await database.close();
    await rename(made, TEMPLATE).catch(() => rm(made, { recursive: true }));
  }
  await mkdir(directory, { recursive: true });
  await cp(TEMPLATE, directory, { recursive: true });
};
