import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@slipway/contracts';
import type { Blobs } from '@slipway/platform';
import { StepFailed } from './step-failed.ts';

/** Artifacts are listed on one page and stored one by one; a step that writes more should write an archive. */
const MOST_FILES = 10_000;
const LONGEST_NAME = 255;

const refuse = (reason: string): never => {
  throw new StepFailed({ reason, code: 'STEP_FAILED', exitCode: 0, lastLines: [] }, false);
};

/** Why a relative name cannot be an artifact's: it would not be the same name in a URL, on a screen, or on another system. */
export const nameProblem = (name: string): string | null => {
  if (name.length > LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{FFFD}]/u.test(name)) return 'has invisible or broken characters';
  if (/[\\:*?"<>|]/.test(name)) return 'has one of the characters \\ : * ? " < > |';
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return 'is not a plain path';
  return null;
};

/** Relative names of all files below a directory, in order. Refuses whatever is not a plain file. */
const filesBelow = async (directory: string): Promise<string[]> => {
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(directory, relative))) {
      const name = relative === '' ? entry : `${relative}/${entry}`;
      const problem = nameProblem(name);
      if (problem !== null) refuse(`the output ${JSON.stringify(name)} ${problem}`);
      const status = await lstat(join(directory, name));
      if (status.isDirectory()) await visit(name);
      else if (status.isFile()) found.push(name);
      else
        refuse(
          `the output "${name}" is a ${status.isSymbolicLink() ? 'link' : 'special file'}, only files can be kept`,
        );
      if (found.length > MOST_FILES) refuse(`there are more than ${MOST_FILES} output files`);
    }
  };
  const root = await lstat(directory).catch(() => null);
  if (!root?.isDirectory()) refuse('its output directory is gone, or something else stands in its place');
  await visit('');
  return found.sort();
};

/**
 * Stores every file below a step's output directory. Links are refused: they could name any file that the worker can read.
 * Throws StepFailed.
 */
export const collectArtifacts = async (directory: string, blobs: Blobs): Promise<Artifact[]> => {
  const artifacts: Artifact[] = [];
  for (const name of await filesBelow(directory)) {
    const { digest, bytes } = await blobs.put({ file: join(directory, name) });
    artifacts.push({ name, digest, bytes });
  }
  return artifacts;
};
