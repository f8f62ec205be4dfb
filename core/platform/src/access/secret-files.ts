import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretName, SlipwayError } from '@slipway/contracts';
import { syncDirectory, writeAtomically } from '../atomic-file.ts';

/** Shorter values stand in every log by chance, so that hiding them would tell more than it hides. */
const SHORTEST_SECRET = 4;
/** What an environment variable may hold on Linux, with its name. */
const LONGEST_SECRET = 100_000;

/** A name without its value. */
export interface SecretEntry {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

/** Secrets of steps on the machine of the worker: one file of mode 0600 each, in a directory of mode 0700. */
export interface SecretFiles {
  /** Throws INVALID_REQUEST for a name or value that cannot be used. */
  set(name: string, value: string): Promise<void>;
  /** By name. */
  list(): Promise<SecretEntry[]>;
  /** Throws SECRET_MISSING. */
  remove(name: string): Promise<void>;
  /** Throws SECRET_MISSING. */
  read(name: string): Promise<string>;
}

const refuse = (field: string, reason: string): never => {
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field} ${reason}` }, { field });
};

const checkedName = (name: string): string => {
  const parsed = SecretName.safeParse(name);
  return parsed.success ? name : refuse('name', parsed.error.issues[0]?.message ?? 'is not valid');
};

/** @param directory absolute; made when the first secret is set */
export const secretFiles = (directory: string): SecretFiles => {
  const pathOf = (name: string) => join(directory, checkedName(name));
  const missing = (name: string, error: unknown): never => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new SlipwayError('SECRET_MISSING', { name }, { field: 'secret' });
  };
  return {
    set: async (name, value) => {
      const path = pathOf(name);
      if (value.length < SHORTEST_SECRET)
        refuse('value', `is shorter than ${SHORTEST_SECRET} characters: it could not be hidden in logs`);
      if (Buffer.byteLength(value) > LONGEST_SECRET)
        refuse('value', `is longer than ${LONGEST_SECRET} bytes`);
      if (value.includes('\0'))
        refuse('value', 'has a NUL character, which no environment variable can hold');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeAtomically(path, value, 0o600);
    },
    list: async () => {
      const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const known = names.filter((name) => SecretName.safeParse(name).success).sort();
      return Promise.all(
        known.map(async (name) => ({ name, updatedAt: (await stat(pathOf(name))).mtime.toISOString() })),
      );
    },
    remove: async (name) => {
      await rm(pathOf(name)).catch((error: unknown) => missing(name, error));
      await syncDirectory(directory);
    },
    read: async (name) => readFile(pathOf(name), 'utf8').catch((error: unknown) => missing(name, error)),
  };
};
