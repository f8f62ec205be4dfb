import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Digest, SlipwayError } from '@slipway/contracts';
import { type Blobs, digestOf, digestOfFile, syncDirectory } from '@slipway/platform';

/** Blobs as read-only files `<directory>/sha256/<first two digits>/<digest>`; shared by all processes of one machine. */
export const createFileBlobs = (directory: string): Blobs => {
  const incoming = join(directory, 'incoming');

  const pathOf = (digest: string): string => {
    const parsed = Digest.safeParse(digest);
    if (!parsed.success) throw new SlipwayError('BLOB_NOT_FOUND', { digest });
    const hex = parsed.data.slice('sha256:'.length);
    return join(directory, 'sha256', hex.slice(0, 2), hex);
  };
  const existing = async (digest: string): Promise<string> => {
    const path = pathOf(digest);
    try {
      await access(path, constants.R_OK);
    } catch (cause) {
      throw new SlipwayError('BLOB_NOT_FOUND', { digest }, { cause });
    }
    return path;
  };

  const put: Blobs['put'] = async (content) => {
    // Holdouts and training data are nothing for other users of the machine.
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    const beside = join(incoming, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const handle = await open(beside, 'wx', 0o444);
      try {
        for await (const chunk of chunksOf(content)) {
          hash.update(chunk);
          bytes += chunk.length;
          await handle.writeFile(chunk);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      const digest = `sha256:${hash.digest('hex')}`;
      const path = pathOf(digest);
      const known = await stat(path).catch(() => null);
      // A damaged blob of the same name is healed by the rename; a whole one stays untouched.
      if (known === null || known.size !== bytes || (await digestOfFile(path)) !== digest) {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await chmod(beside, 0o444);
        await rename(beside, path);
        await syncDirectory(dirname(path));
      }
      return { digest, bytes };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new SlipwayError('INSUFFICIENT_SPACE', { directory }, { cause });
      throw cause;
    } finally {
      await rm(beside, { force: true });
    }
  };

  return {
    put,
    has: async (digest) => {
      const path = pathOf(digest);
      return access(path).then(
        () => true,
        () => false,
      );
    },
    get: async (digest) => {
      const content = await readFile(await existing(digest));
      const actual = digestOf(content);
      if (actual !== digest)
        throw new SlipwayError('DIGEST_MISMATCH', { what: 'The blob', actual, expected: digest });
      return content;
    },
    stream: async (digest) => createReadStream(await existing(digest)),
    path: existing,
  };
};

async function* chunksOf(content: Parameters<Blobs['put']>[0]): AsyncIterable<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else if ('file' in content) yield* createReadStream(content.file) as AsyncIterable<Uint8Array>;
  else yield* content;
}
