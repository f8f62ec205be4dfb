import type { LogLine } from '@slipway/contracts';

/** Lines that the page keeps. More make a slow page; what is left out is found by searching. */
export const KEPT_LINES = 2000;

/** The newest lines of a log, and how many before them were left out. */
export interface LogWindow {
  readonly lines: readonly LogLine[];
  readonly left: number;
}

export const EMPTY_WINDOW: LogWindow = { lines: [], left: 0 };

/** Adds lines that arrived; a line that is there already, as after a stream that began anew, is not added again. */
export const addLines = ({ lines, left }: LogWindow, arrived: readonly LogLine[]): LogWindow => {
  const last = lines.at(-1)?.sequence ?? -1;
  const all = [...lines, ...arrived.filter(({ sequence }) => sequence > last)];
  const dropped = Math.max(0, all.length - KEPT_LINES);
  return { lines: dropped > 0 ? all.slice(dropped) : all, left: left + dropped };
};
