import { rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from '../reuse/git.ts';

/** A commit laid out in a directory of its own. */
export interface Checkout {
  /** The folder of the job in it. */
  readonly directory: string;
  readonly remove: () => Promise<void>;
}

/** Folders of installed packages: git ignores them, and programs do not run without them. */
const PACKAGES = ['node_modules', '.venv', 'venv'];

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Links the packages beside the code, and beside each folder above it, to those of the repository. */
const linkPackages = async (top: string, tree: string, folder: string): Promise<void> => {
  for (let at = join('.', folder); ; at = dirname(at)) {
    for (const name of PACKAGES) {
      const from = join(top, at, name);
      const to = join(tree, at, name);
      if ((await exists(from)) && (await exists(dirname(to))) && !(await exists(to))) await symlink(from, to);
    }
    if (at === '.') return;
  }
};

/**
 * Lays out a commit of the repository that `directory` is in, as a worktree at `tree`, which must not exist. Installed packages
 * are those of today. Null when the repository does not have the commit.
 */
export const checkOut = async (
  directory: string,
  { commit, folder }: { readonly commit: string; readonly folder: string },
  tree: string,
): Promise<Checkout | null> => {
  const top = (await git(directory, 'rev-parse', '--show-toplevel')).trim();
  const has = await git(top, 'cat-file', '-e', `${commit}^{commit}`).then(
    () => true,
    () => false,
  );
  if (!has) return null;
  // What a worker that was killed has left in the list of worktrees.
  await git(top, 'worktree', 'prune');
  await git(top, 'worktree', 'add', '--quiet', '--detach', '--force', tree, commit);
  await linkPackages(top, tree, folder);
  return {
    directory: join(tree, folder),
    remove: async () => {
      await rm(tree, { recursive: true, force: true });
      await git(top, 'worktree', 'prune').catch(() => undefined);
    },
  };
};
