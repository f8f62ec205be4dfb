import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonEnvironment } from '../python-environment.ts';

export type MlflowMajor = '2' | '3';

/** A Python with the newest client of a major version that PyPI has; null when there is none (see `pythonEnvironment`). */
export const mlflowPython = async (major: MlflowMajor): Promise<string | null> => {
  const listed = await readFile(join(import.meta.dirname, `packages-${major}.txt`), 'utf8');
  const requirements = listed.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return pythonEnvironment(`mlflow-${major}`, requirements);
};
