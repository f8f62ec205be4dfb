import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { readJson, writeAtomically } from '../atomic-file.ts';
import type { Logger } from '../logger.ts';
import type { Service } from '../service.ts';

export interface FollowerOptions<D extends { readonly revision: number }> {
  readonly name: string;
  /** Long-polls the document: answers when it is newer than `after` or when the wait is over. */
  readonly fetch: (after: number, signal: AbortSignal) => Promise<D>;
  readonly schema: z.ZodType<D>;
  /** Where the last good document is kept for when its owner is dead. */
  readonly cacheFile: string;
  /** Applies a document; called with the cached one first. */
  readonly onDocument: (document: D) => void | Promise<void>;
  readonly logger: Logger;
  /** Wait after a failure; default 500 ms. */
  readonly retryMs?: number;
}

/**
 * Follows a document of another plane and survives without it: it starts from the last good copy on disk,
 * and keeps that copy whenever the owner cannot be reached.
 */
export const followDocument = <D extends { readonly revision: number }>(
  options: FollowerOptions<D>,
): Service => {
  const { name, fetch, schema, cacheFile, onDocument, logger, retryMs = 500 } = options;
  const stopping = new AbortController();
  let revision = -1;
  let loop: Promise<void> = Promise.resolve();
  let reachable = true;

  const loadCached = async () => {
    const cached = schema.safeParse(await readJson(cacheFile).catch(() => null));
    if (!cached.success) return;
    revision = cached.data.revision;
    await onDocument(cached.data);
  };
  const follow = async () => {
    // After a restart the owner is asked for everything once: its revision may have been reset with its database.
    let after = -1;
    while (!stopping.signal.aborted) {
      try {
        const document = await fetch(after, stopping.signal);
        if (!reachable) logger.info({ document: name }, 'the owner answers again');
        reachable = true;
        if (document.revision !== after) {
          if (document.revision !== revision) await writeAtomically(cacheFile, JSON.stringify(document));
          revision = document.revision;
          after = document.revision;
          await onDocument(document);
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (reachable)
          logger.warn(
            { document: name, reason: (error as Error).message },
            'going on with the last good document',
          );
        reachable = false;
        after = -1;
        await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  return {
    name,
    start: async () => {
      await loadCached();
      loop = follow();
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
};
