import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Identity } from '@slipway/contracts';
import { z } from 'zod';
import { readJson, writeAtomically } from '../atomic-file.ts';
import type { DataDirectory } from '../data-directory.ts';

const AccessFile = z.strictObject({
  tokens: z.array(z.strictObject({ sha256: z.string(), identity: Identity })),
});

/** Who the bearer of a token is; null for an unknown token. */
export type Authenticate = (token: string) => Identity | null;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Generates the missing tokens of `identities` (file name = subject, mode 0600) and the file of their hashes. Existing tokens stay. */
export const ensureTokens = async (
  directory: DataDirectory,
  identities: readonly Identity[],
): Promise<void> => {
  await mkdir(directory.tokens, { recursive: true, mode: 0o700 });
  const tokens = [];
  for (const identity of identities) {
    const path = join(directory.tokens, identity.subject);
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (!exists) await writeAtomically(path, randomBytes(32).toString('base64url'), 0o600);
    tokens.push({ sha256: hashOf((await readFile(path, 'utf8')).trim()), identity });
  }
  await writeAtomically(directory.access, JSON.stringify({ tokens }, null, 2), 0o600);
};

/** The token of a subject; null when there is no readable file. */
export const readToken = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
};

/** Loads the token hashes once. A hash look-up reveals nothing about the token by its timing. */
export const loadAuthenticate = async (directory: DataDirectory): Promise<Authenticate> => {
  const { tokens } = AccessFile.parse(await readJson(directory.access));
  const identities = new Map(tokens.map(({ sha256, identity }) => [sha256, identity]));
  return (token) => identities.get(hashOf(token)) ?? null;
};
