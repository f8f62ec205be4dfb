export interface LogFile {
  readonly name: string;
  readonly bytes: number;
}

/** Files above it are left alone: reading them costs their rows, no longer their number. */
const SMALL_BYTES = 16 * 1024 * 1024;

/** Of a day that still grows: every row is written again once per so many files. */
const LEAST_OF_OPEN_DAY = 32;
const LEAST_OF_CLOSED_DAY = 2;
/** Keeps one merge short, and the memory that it needs. */
const MOST = 256;

/**
 * The files of one directory that are merged next; none when it is not worth it yet.
 * @param closed no more rows are expected in this directory
 */
export const mergePlan = (files: readonly LogFile[], closed: boolean): string[] => {
  const small = files.filter(({ bytes }) => bytes < SMALL_BYTES).map(({ name }) => name);
  const least = closed ? LEAST_OF_CLOSED_DAY : LEAST_OF_OPEN_DAY;
  return small.length < least ? [] : small.sort().slice(0, MOST);
};
