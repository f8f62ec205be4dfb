import { execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export interface SmallDisk {
  /** Takes the last byte. */
  fill(): Promise<void>;
  free(): Promise<void>;
}

const BLOCK = Buffer.alloc(64 * 1024, 1);

/** Makes `directory` a disk of its own (tmpfs, needs root) that is unmounted after the test. */
export const mountSmallDisk = async (
  t: TestContext,
  directory: string,
  megabytes: number,
): Promise<SmallDisk> => {
  await mkdir(directory, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory]);
  t.after(() => execFileSync('umount', ['--lazy', directory]));
  const ballast = join(directory, 'ballast');
  return {
    fill: async () => {
      const file = await open(ballast, 'w');
      try {
        for (let size = BLOCK.length; size >= 1; ) {
          const { bytesWritten } = await file.write(BLOCK, 0, size).catch(() => ({ bytesWritten: 0 }));
          if (bytesWritten < size) size = Math.floor(size / 2);
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
  };
};
