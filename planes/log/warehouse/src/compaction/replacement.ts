import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJson, syncDirectory, writeAtomically } from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';

/** One file that takes the place of several in the same directory; all paths are below the warehouse. */
export interface Replacement {
  readonly target: string;
  readonly replaced: readonly string[];
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const removeReplaced = async (root: string, { target, replaced }: Replacement): Promise<void> => {
  for (const path of replaced) await rm(join(root, path), { force: true });
  await syncDirectory(dirname(join(root, target)));
};

/**
 * Gives a finished, synced file its name and removes what it replaces. What is intended is written down first, so that a death in
 * between is repaired by `finishReplacements`. Nobody may read the directory meanwhile.
 * @param journal path of what is written down
 */
export const replaceFiles = async (
  root: string,
  journal: string,
  beside: string,
  replacement: Replacement,
): Promise<void> => {
  await writeAtomically(journal, JSON.stringify(replacement));
  const target = join(root, replacement.target);
  await rename(beside, target);
  await syncDirectory(dirname(target));
  await removeReplaced(root, replacement);
  await rm(journal);
};

/** Finishes what a death interrupted; before anybody reads. Without its new file a replacement has not begun. */
export const finishReplacements = async (root: string, journals: string): Promise<void> => {
  for (const name of await directoryNames(journals)) {
    const path = join(journals, name);
    const replacement = (await readJson(path)) as Replacement | null;
    if (replacement && (await exists(join(root, replacement.target))))
      await removeReplaced(root, replacement);
    await rm(path, { force: true });
  }
};
