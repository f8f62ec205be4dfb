import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type CodeReference, SlipwayError } from '@slipway/contracts';
import { sourceLine } from '../job-file/source-line.ts';
import type { ReadFile } from '../job-file/yaml-file.ts';

const run = promisify(execFile);

/** A declaration as it is written, which nobody has judged yet, and the code beside it. */
export interface JobFile extends ReadFile {
  readonly code: CodeReference;
}

/**
 * The declaration in a `*.job.ts` (default export), `.yaml`, `.yml` or `.json` file. `$schema` in it is for editors and left out.
 * Throws NOT_FOUND, and INVALID_JOB for a file that cannot be read.
 */
export const readJobFile = async (path: string): Promise<JobFile> => {
  const file = resolve(path);
  const exists = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!exists) throw new SlipwayError('NOT_FOUND', { what: 'File', name: path });
  const { value, lineOf } = await contentOf(file, path);
  return { value: withoutSchema(value), lineOf, code: await codeOf(dirname(file)) };
};

const contentOf = async (file: string, path: string): Promise<ReadFile> => {
  if (/\.(json|ya?ml)$/.test(file)) {
    const { readYaml } = await import('../job-file/yaml-file.ts');
    return readYaml(await readFile(file, 'utf8'), path);
  }
  try {
    const { default: value } = (await import(pathToFileURL(file).href)) as { default?: unknown };
    const source = await readFile(file, 'utf8');
    return { value, lineOf: (field) => sourceLine(source, value, field) };
  } catch (cause) {
    throw new SlipwayError(
      'INVALID_JOB',
      { reason: `${file} cannot be read: ${(cause as Error).message}` },
      { cause },
    );
  }
};

const withoutSchema = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('$schema' in value))
    return value;
  const { $schema: _, ...declaration } = value;
  return declaration;
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
