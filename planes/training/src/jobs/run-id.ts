import { randomInt } from 'node:crypto';

const RANDOM_LENGTH = 6;

/** `run-` and 14 lower-case characters: the millisecond, so that ids sort by age (until the year 2059), and chance. */
export const createRunId = (milliseconds: number): string => {
  const chance = randomInt(36 ** RANDOM_LENGTH)
    .toString(36)
    .padStart(RANDOM_LENGTH, '0');
  return `run-${milliseconds.toString(36).padStart(8, '0')}${chance}`;
};
