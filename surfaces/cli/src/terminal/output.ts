import Table from 'cli-table3';
import { printable } from './printable.ts';

/** Writes a line of result to standard output; progress and errors go to standard error. */
export const printLine = (text = ''): void => {
  process.stdout.write(`${printable(text)}\n`);
};

export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** One progress line on standard error. */
export const printProgress = (text: string): void => {
  process.stderr.write(`${printable(text)}\n`);
};

/** The JSON of a result, or what `human` makes of it. */
export const printResult = <T>(json: boolean, value: T, human: (value: T) => string): void => {
  if (json) printJson(value);
  else printLine(human(value));
};

/** A table without frames; `empty` is the sentence for no rows. */
export const tableOf = (
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  empty: string,
): string => {
  if (rows.length === 0) return empty;
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  for (const row of rows)
    table.push(row.map((cell) => (cell === null || cell === undefined ? '–' : String(cell))));
  return table.toString().replaceAll(/[ \t]+$/gm, '');
};
