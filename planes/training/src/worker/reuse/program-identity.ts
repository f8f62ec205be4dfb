import { realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

const identityOf = async (path: string): Promise<string | null> => {
  try {
    const file = await realpath(path);
    const { size, mtimeMs } = await stat(file);
    return `${file} ${size} ${mtimeMs}`;
  } catch {
    return null;
  }
};

/**
 * Which file a program is, so that another interpreter of the same name is another program: its path, size and time. Null for
 * Node, which is Slipway's own, and for what cannot be found. Packages that it loads are not seen.
 */
export const programIdentity = async (
  program: string,
  directory: string,
  path: string,
): Promise<string | null> => {
  if (program === 'node') return null;
  if (program.includes('/')) return identityOf(isAbsolute(program) ? program : join(directory, program));
  for (const folder of path.split(delimiter)) {
    const identity = folder === '' ? null : await identityOf(join(folder, program));
    if (identity !== null) return identity;
  }
  return null;
};
