import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Assignment, SlipwayError } from '@slipway/contracts';
import { digestOfFile, thisProcess } from '@slipway/platform';

/** The files of one attempt of one step; all paths are absolute. */
export interface StepDirectory {
  readonly root: string;
  readonly inputs: string;
  readonly output: string;
  readonly metrics: string;
}

/** In the directory of an attempt: the process that works on it, as `<pid> <birth>`. */
export const WORKER_FILE = 'worker';

/** Failed attempts stay for a person to look at, for this long. */
const KEEP_MS = 7 * 86_400_000;

/** Where an attempt works: `<steps>/<run>/<step>/<attempt>`. */
export const stepDirectory = (
  steps: string,
  { run, step, attempt }: Pick<Assignment, 'run' | 'step' | 'attempt'>,
): StepDirectory => {
  const root = join(steps, run, step, String(attempt));
  return {
    root,
    inputs: join(root, 'inputs'),
    output: join(root, 'output'),
    metrics: join(root, 'metrics.jsonl'),
  };
};

/** Makes the directory of an attempt, empty whatever an earlier worker left there. */
export const createStepDirectory = async ({
  root,
  inputs,
  output,
  metrics,
}: StepDirectory): Promise<void> => {
  await rm(root, { recursive: true, force: true });
  await mkdir(inputs, { recursive: true });
  await mkdir(output);
  const { pid, bornAt } = thisProcess();
  await writeFile(join(root, WORKER_FILE), `${pid} ${bornAt}`);
  await writeFile(metrics, '');
};

export const removeStepDirectory = async ({ root }: StepDirectory): Promise<void> => {
  await rm(root, { recursive: true, force: true });
};

/**
 * Puts a read-only copy of a blob's file at `path`. Not a link: a step runs as the same user and could write through a link
 * into the blob store. Where the file system can, the copy shares its blocks and costs nothing. Throws DIGEST_MISMATCH for a blob
 * that was damaged: a model made of other rows than the recorded ones would not be what its version says.
 */
export const copyInput = async (blob: string, path: string, digest: string): Promise<void> => {
  await copyFile(blob, path, constants.COPYFILE_FICLONE);
  const actual = await digestOfFile(path);
  if (actual !== digest)
    throw new SlipwayError('DIGEST_MISMATCH', { what: 'The input', actual, expected: digest });
  await chmod(path, 0o444);
};

/** Removes what is left of runs that nothing was written to for a week. */
export const removeOldDirectories = async (steps: string, now: number): Promise<void> => {
  await mkdir(steps, { recursive: true });
  for (const run of await readdir(steps)) {
    const path = join(steps, run);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
};
