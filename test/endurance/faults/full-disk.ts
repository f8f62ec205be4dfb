import { execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface SmallDisk {
  /** Takes the last byte. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** After the last process that has a file on it. */
  unmount(): void;
}

const BLOCK = Buffer.alloc(64 * 1024, 1);

/** Makes `directory` a disk of its own (tmpfs); null where this user may not mount one. */
export const mountSmallDisk = async (directory: string, megabytes: number): Promise<SmallDisk | null> => {
  await mkdir(directory, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], {
      stdio: 'ignore',
    });
  } catch {
    return null;
  }
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
    unmount: () => void execFileSync('umount', ['--lazy', directory]),
  };
};
