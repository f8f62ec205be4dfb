import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from '@slipway/platform';

/** Makes a directory and every missing one above it, so that all of them survive a power cut. */
const makeDirectory = async (path: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
};

/** Syncs a finished file and gives it its name: before that nobody sees it, afterwards it is whole for ever. */
export const publishFile = async (beside: string, path: string): Promise<void> => {
  const handle = await open(beside, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await makeDirectory(dirname(path));
  await rename(beside, path);
  await syncDirectory(dirname(path));
};

/** Node gives a code, DuckDB only the words of the system. */
export const isDiskFull = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ENOSPC' || /No space left on device/i.test(String(error));
