import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type CodeReference, JobDeclaration, SlipwayError } from '@slipway/contracts';
import { checkedInput } from './checked-input.ts';

const run = promisify(execFile);

/** The declaration in a `*.job.ts` (default export) or `.json` file, and the code beside it. Throws INVALID_JOB with all problems. */
export const readJobFile = async (
  path: string,
): Promise<{ declaration: JobDeclaration; code: CodeReference }> => {
  const file = resolve(path);
  const exists = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!exists) throw new SlipwayError('NOT_FOUND', { what: 'File', name: path });
  const declaration = checkedInput(JobDeclaration, await contentOf(file), 'INVALID_JOB');
  return { declaration, code: await codeOf(dirname(file)) };
};

const contentOf = async (file: string): Promise<unknown> => {
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'));
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
  } catch (cause) {
    throw new SlipwayError(
      'INVALID_JOB',
      { reason: `${file} cannot be read: ${(cause as Error).message}` },
      { cause },
    );
  }
};

/** The commit of the directory and whether it has changes that are not committed; no commit outside git. */
const codeOf = async (directory: string): Promise<CodeReference> => {
  const git = async (...parameters: string[]) =>
    (await run('git', ['-C', directory, ...parameters])).stdout.trim();
  try {
    const commit = await git('rev-parse', 'HEAD');
    const dirty = (await git('status', '--porcelain', '--', '.')) !== '';
    return { directory, commit, dirty };
  } catch {
    return { directory, commit: null, dirty: false };
  }
};
