import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';

const KEY_BYTES = 32;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const existingKey = (path: string): Buffer | null => {
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url');
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const reason = `${path} must hold a key of ${KEY_BYTES} bytes in base64url`;
  throw new SlipwayError('INVALID_CONFIGURATION', { reason });
};

/** Written beside and linked, which fails where another process was faster: all of a data directory then read one key. */
const publishKey = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = join(dirname(path), `.${randomUUID()}.tmp`);
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeSync(file, randomBytes(KEY_BYTES).toString('base64url'));
    fsyncSync(file);
    linkSync(beside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    unlinkSync(beside);
  }
};

/**
 * The key of the installation under which units and redacted features of the log, and personal columns of snapshots, are hashed:
 * made at the first call, mode 0600, the same for every process that is given this path. Throws INVALID_CONFIGURATION for a file that holds something else.
 */
export const ensureHashKey = (path: string): Buffer => {
  const known = existingKey(path);
  if (known) return known;
  publishKey(path);
  const made = existingKey(path);
  if (made) return made;
  throw new SlipwayError('INVALID_CONFIGURATION', { reason: `${path} vanished while it was read` });
};
