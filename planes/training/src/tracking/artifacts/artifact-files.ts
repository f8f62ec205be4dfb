import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SlipwayError } from '@slipway/contracts';
import { syncDirectory } from '@slipway/platform';
import { createSyncedWriter } from './synced-writer.ts';

export interface ArtifactEntry {
  readonly name: string;
  readonly directory: boolean;
  /** Bytes; 0 of a directory. */
  readonly bytes: number;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const ABSENT: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR'];

/**
 * The files of artifacts as a plain tree, so that people can look at it. Paths have been checked by `artifactPath`. A file is
 * whole or not there: it is written elsewhere, synced, and renamed.
 */
export class ArtifactFiles {
  readonly #root: string;
  readonly #incoming: string;

  /** @param directory where everything is kept */
  constructor(directory: string) {
    this.#root = join(directory, 'artifacts');
    this.#incoming = join(directory, 'incoming');
  }

  /** Where a file is; for engines that read files themselves. */
  pathOf(path: string): string {
    return join(this.#root, path);
  }

  /** Removes what uploads left behind when this process died. */
  async open(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    await mkdir(this.#root, { recursive: true });
  }

  /** Replaces what was there at once. Throws ARTIFACT_PATH_REFUSED, INSUFFICIENT_SPACE. */
  async put(path: string, content: Readable): Promise<void> {
    const target = join(this.#root, path);
    const beside = join(this.#incoming, randomUUID());
    const handle = await open(beside, 'wx', 0o644);
    try {
      try {
        await pipeline(content, createSyncedWriter(handle));
      } finally {
        await handle.close();
      }
      await mkdir(dirname(target), { recursive: true });
      await rename(beside, target);
      await syncDirectory(dirname(target));
    } catch (cause) {
      await rm(beside, { force: true });
      const code = codeOf(cause);
      if (code === 'ENOSPC')
        throw new SlipwayError('INSUFFICIENT_SPACE', { directory: this.#root }, { cause });
      if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOTEMPTY')
        throw new SlipwayError(
          'ARTIFACT_PATH_REFUSED',
          { path, reason: 'is a directory already, or a part of it is a file' },
          { field: 'path', cause },
        );
      throw cause;
    }
  }

  /** A file opened for reading, with its size; null when there is none. The reader closes it. */
  async read(path: string): Promise<{ readonly stream: Readable; readonly bytes: number } | null> {
    const handle = await open(join(this.#root, path), 'r').catch((error: unknown) => {
      if (ABSENT.includes(codeOf(error))) return null;
      throw error;
    });
    if (handle === null) return null;
    const found = await handle.stat();
    if (!found.isFile()) {
      await handle.close();
      return null;
    }
    return { stream: handle.createReadStream({ highWaterMark: 1024 * 1024 }), bytes: found.size };
  }

  /** What is directly in a directory, by name; nothing of a file, and nothing where nothing is. */
  async list(path: string): Promise<ArtifactEntry[]> {
    const directory = join(this.#root, path);
    const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
      if (ABSENT.includes(codeOf(error))) return [];
      throw error;
    });
    const listed = await Promise.all(
      entries.map(async (entry): Promise<ArtifactEntry | null> => {
        if (entry.isDirectory()) return { name: entry.name, directory: true, bytes: 0 };
        const found = await stat(join(directory, entry.name)).catch(() => null);
        return found?.isFile() ? { name: entry.name, directory: false, bytes: found.size } : null;
      }),
    );
    return listed.filter((entry) => entry !== null).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Idempotent. */
  async remove(path: string): Promise<void> {
    await rm(join(this.#root, path), { recursive: true, force: true });
  }
}
