import { StringDecoder } from 'node:string_decoder';
import type { Concealment } from '@slipway/platform';

/**
 * Characters after which a line is broken. Larger: a program that never ends its lines fills the memory of the worker
 * and the rows of the log; smaller: stack traces and JSON lines of ordinary programs are torn apart.
 */
export const LONGEST_LINE = 16 * 1024;

export interface LineSplitter {
  write(chunk: Uint8Array): void;
  /** Hands out what has no line end yet. */
  end(): void;
}

/** What a terminal would show: a progress bar redraws its line after a carriage return. */
const visible = (line: string): string => {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
};

/**
 * Turns the bytes of a stream into lines of at most {@link LONGEST_LINE} characters; longer ones arrive in pieces. Secrets are
 * concealed before a line is cut, and no piece ends within what could still become one.
 */
export const createLineSplitter = (
  onLine: (text: string) => void,
  { conceal, longest }: Concealment = { conceal: (text) => text, longest: 0 },
): LineSplitter => {
  const decoder = new StringDecoder('utf8');
  const most = LONGEST_LINE + Math.max(0, longest - 1);
  let rest = '';
  const emitLong = () => {
    if (rest.length <= most) return;
    rest = conceal(rest);
    while (rest.length > most) {
      onLine(rest.slice(0, LONGEST_LINE));
      rest = rest.slice(LONGEST_LINE);
    }
  };
  const emitRest = () => {
    const line = conceal(visible(rest));
    rest = '';
    for (let from = 0; from === 0 || from < line.length; from += LONGEST_LINE)
      onLine(line.slice(from, from + LONGEST_LINE));
  };
  const push = (text: string) => {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      rest += line;
      emitLong();
      if (index === lines.length - 1) return;
      emitRest();
    }
  };
  return {
    write: (chunk) => push(decoder.write(chunk as Buffer)),
    end: () => {
      push(decoder.end());
      if (rest !== '') emitRest();
    },
  };
};
