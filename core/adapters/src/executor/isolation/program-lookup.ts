import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/** Where shells look when nobody says where. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Where a program is, as execvp finds it: a name with a slash from the directory on, another one along `searched`.
 * `ENOENT` when it is nowhere, `EACCES` when it may not be executed where it is.
 */
export const lookUpProgram = (
  program: string,
  directory: string,
  searched: string = DEFAULT_PATH,
): { readonly path: string } | { readonly code: 'ENOENT' | 'EACCES' } => {
  const candidates = program.includes('/')
    ? [resolve(directory, program)]
    : searched.split(delimiter).map((place) => resolve(directory, place, program));
  let code: 'ENOENT' | 'EACCES' = 'ENOENT';
  for (const path of program === '' ? [] : candidates) {
    try {
      if (!statSync(path).isFile()) continue;
      accessSync(path, constants.X_OK);
      return { path };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EACCES') code = 'EACCES';
    }
  }
  return { code };
};
