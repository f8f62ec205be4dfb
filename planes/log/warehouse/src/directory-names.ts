import { readdir } from 'node:fs/promises';

/** What is in a directory, sorted; nothing when it does not exist. Hidden files are somebody's half-written ones. */
export const directoryNames = async (directory: string): Promise<string[]> => {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};
