import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from './git.ts';

/** Most of what is read to tell one state of code from another: a step must not wait for seconds for being recognized. */
const BOUNDS = { files: 2000, bytes: 64 * 1024 * 1024 } as const;

/** Installed packages and what interpreters leave behind: not seen, as in a repository that ignores them. */
const INSTALLED: ReadonlySet<string> = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__']);

/** The state of a directory of code, or why it cannot be told cheaply. */
export type CodeStateResult =
  | { readonly state: string; readonly reason?: undefined }
  | { readonly state: null; readonly reason: string };

class TooMuch extends Error {}

/** Digest of the contents of files, by their names relative to `directory`. Names without a file count as such. */
const digestFiles = async (directory: string, names: readonly string[]): Promise<string> => {
  if (names.length > BOUNDS.files) throw new TooMuch(`more than ${BOUNDS.files} files`);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const name of names.toSorted()) {
    const path = join(directory, name);
    const status = await lstat(path).catch(() => null);
    const kind = status?.isFile() ? 'file' : status?.isSymbolicLink() ? 'link' : status ? 'other' : 'none';
    hash.update(
      `${JSON.stringify(name)} ${kind} ${status && status.mode & 0o111 ? 'x' : '-'} ${status?.size}\n`,
    );
    if (kind === 'link') hash.update(await readlink(path));
    if (kind === 'other') throw new TooMuch(`${name} is a repository or a special file`);
    if (kind !== 'file') continue;
    bytes += status?.size ?? 0;
    if (bytes > BOUNDS.bytes) throw new TooMuch(`more than ${BOUNDS.bytes / 1024 / 1024} MiB`);
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  }
  return `sha256:${hash.digest('hex')}`;
};

/** Names of changed and new files in the output of `git status --porcelain=v1 -z`, both names of a renamed one. */
export const changedFiles = (status: string): string[] => {
  const parts = status.split('\0').filter((part) => part !== '');
  const names: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    names.push(part.slice(3));
    if (/^[RC]|^.[RC]/.test(part)) names.push(parts[++i] ?? '');
  }
  return names;
};

/** Whether git would find a repository here. Starting a process costs more than a few looks. */
const hasRepository = (directory: string): boolean =>
  existsSync(join(directory, '.git')) ||
  (dirname(directory) !== directory && hasRepository(dirname(directory)));

const inRepository = async (directory: string): Promise<string | null> => {
  if (!hasRepository(await realpath(directory).catch(() => directory))) return null;
  let top: string;
  let prefix: string;
  let commit: string;
  try {
    [top = '', prefix = '', commit = ''] = (
      await git(directory, 'rev-parse', '--show-toplevel', '--show-prefix', 'HEAD')
    ).split('\n');
  } catch {
    return null;
  }
  // Code that the repository around it ignores is not in it.
  const ignored = await git(top, 'check-ignore', '--quiet', directory).then(
    () => true,
    () => false,
  );
  if (ignored) return null;
  const clean = `git:${commit}:${prefix}`;
  // The whole repository: code imports what lies beside it.
  const status = await git(top, 'status', '--porcelain=v1', '-z', '--untracked-files=all');
  return status === '' ? clean : `${clean}+${await digestFiles(top, changedFiles(status))}`;
};

const filesBelow = async (directory: string): Promise<string[]> => {
  const names: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(directory, relative), { withFileTypes: true })) {
      const name = join(relative, entry.name);
      if (entry.isDirectory() && INSTALLED.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(name);
      else names.push(name);
      if (names.length > BOUNDS.files) throw new TooMuch(`more than ${BOUNDS.files} files`);
    }
  };
  await visit('');
  return names;
};

/**
 * What the code in a directory is at this moment: the commit and the folder in it (`git:<commit>:<folder>`), with a digest of
 * what is changed or new in the repository (`+sha256:…`), or outside of git a digest of all files (`files:sha256:…`). What git
 * ignores, and installed packages, are not seen.
 */
export const codeState = async (directory: string): Promise<CodeStateResult> => {
  try {
    const state = await inRepository(directory);
    return { state: state ?? `files:${await digestFiles(directory, await filesBelow(directory))}` };
  } catch (error) {
    const reason = error instanceof TooMuch ? error.message : (error as Error).message.split('\n')[0];
    return { state: null, reason: `its code cannot be told from other code cheaply: ${reason}` };
  }
};

/** The commit and folder of a state that has one, and whether it is the commit as it is. */
export const commitOf = (
  state: string,
): { readonly commit: string; readonly folder: string; readonly clean: boolean } | null => {
  const found = /^git:([0-9a-f]{40,64}):(.*?)(\+sha256:[0-9a-f]{64})?$/.exec(state);
  return found === null
    ? null
    : { commit: found[1] ?? '', folder: found[2] ?? '', clean: found[3] === undefined };
};
