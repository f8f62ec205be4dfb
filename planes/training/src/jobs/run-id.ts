import { randomInt } from 'node:crypto';

const RANDOM_LENGTH = 6;

/** The kind and 14 lower-case characters: the millisecond, so that ids sort by age (until the year 2059), and chance. */
const createAgedId = (kind: string, milliseconds: number): string => {
  const chance = randomInt(36 ** RANDOM_LENGTH)
    .toString(36)
    .padStart(RANDOM_LENGTH, '0');
  return `${kind}-${milliseconds.toString(36).padStart(8, '0')}${chance}`;
};

/** The id of a run that is created at a time; ids sort by it. */
export const createRunId = (milliseconds: number): string => createAgedId('run', milliseconds);

/** The id of a search that is created at a time; ids sort by it. */
export const createSearchId = (milliseconds: number): string => createAgedId('search', milliseconds);
