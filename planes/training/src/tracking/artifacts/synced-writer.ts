import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

/**
 * Held before the sender is told to wait: less, and the disk waits for the network; more, and memory grows with the number of
 * uploads.
 */
const BUFFERED_BYTES = 4 * 1024 * 1024;
/**
 * What is written is brought to the disk this often while more arrives; all of it at the end would take as long again as the
 * upload of a large file.
 */
const SYNC_EVERY_BYTES = 16 * 1024 * 1024;

/** Writes to a file; `finish` comes when all of it has reached the disk. The handle stays open. */
export const createSyncedWriter = (handle: FileHandle): Writable => {
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  let syncs = false;
  let failure: Error | null = null;

  const written = (bytes: number): void => {
    unsynced += bytes;
    if (unsynced < SYNC_EVERY_BYTES || syncs) return;
    unsynced = 0;
    syncs = true;
    syncing = handle
      .datasync()
      .catch((error: Error) => {
        failure = error;
      })
      .finally(() => {
        syncs = false;
      });
  };
  const write = async (chunks: readonly Buffer[]): Promise<void> => {
    if (failure !== null) throw failure;
    let bytes = 0;
    for (const { length } of chunks) bytes += length;
    const { bytesWritten } = await handle.writev(chunks);
    if (bytesWritten < bytes) {
      // A disk that becomes full takes a part; the rest says why.
      await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
    }
    written(bytes);
  };
  const settle = (work: Promise<void>, done: (error?: Error | null) => void): void => {
    work.then(() => done(), done);
  };
  return new Writable({
    highWaterMark: BUFFERED_BYTES,
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => settle(write([chunk]), done),
    writev: (chunks, done) => settle(write(chunks.map(({ chunk }) => chunk as Buffer)), done),
    final: (done) =>
      settle(
        syncing.then(async () => {
          if (failure !== null) throw failure;
          await handle.sync();
        }),
        done,
      ),
  });
};
