import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { SlipwayError } from '@slipway/contracts';

/** The text of a file that a person named; `-` is standard input. Throws NOT_FOUND. */
export const textOf = async (path: string): Promise<string> => {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (cause) {
    throw new SlipwayError('NOT_FOUND', { what: 'File', name: path }, { cause });
  }
};

/** The JSON in it. Throws NOT_FOUND, INVALID_JSON. */
export const jsonOf = async (path: string): Promise<unknown> => {
  const text = await textOf(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlipwayError('INVALID_JSON', { reason: `${path}: ${(cause as Error).message}` }, { cause });
  }
};
