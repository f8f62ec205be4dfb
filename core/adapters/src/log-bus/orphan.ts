import { open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '@slipway/platform';
import { scanFrames } from './frame.ts';
import { isRunning } from './process-identity.ts';
import { OPEN, parseSegmentId, SEALED } from './segment-name.ts';

/** Whether an open segment has no writer any more: its process, named in the id, is gone. */
export const isOrphan = (id: string): boolean => {
  const name = parseSegmentId(id);
  return name !== null && !isRunning(name.process);
};

/**
 * Seals what a dead writer left. A torn last frame was never acknowledged and is cut off;
 * damage with whole frames behind it stays, so that the reader reports it.
 * @returns false when nothing was in it: then it is gone.
 */
export const sealOrphan = async (directory: string, id: string): Promise<boolean> => {
  const path = join(directory, id + OPEN);
  const file = await open(path, 'r+');
  let frames: number;
  try {
    const scan = scanFrames(await file.readFile());
    frames = scan.frames.length + scan.stranded.length;
    if (scan.stranded.length === 0) await file.truncate(scan.end);
    await file.sync();
  } finally {
    await file.close();
  }
  if (frames === 0) await unlink(path);
  else await rename(path, join(directory, id + SEALED));
  await syncDirectory(directory);
  return frames > 0;
};
