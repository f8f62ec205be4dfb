import type { Window } from '@slipway/contracts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const WEEKS = 4;
/** More windows than this do not make the median of a day better, only the answer longer. */
const MOST_WINDOWS = 1000;

/** The same window of the four weeks before, as far as the endpoint existed (methods.md 6.1). */
export const earlierWeeks = (window: Window, existsSince: string): Window[] => {
  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  if (to - from > WEEK) return [];
  return Array.from({ length: WEEKS }, (_, i) => (i + 1) * WEEK)
    .filter((ago) => from - ago >= Date.parse(existsSince))
    .map((ago) => ({ from: new Date(from - ago).toISOString(), to: new Date(to - ago).toISOString() }));
};

/** The stretch of the 24 hours before a window that whole windows of the same length fill; null when not one fits. */
export const precedingDay = (
  window: Window,
  existsSince: string,
): { readonly window: Window; readonly bucketSeconds: number } | null => {
  const from = Date.parse(window.from);
  const seconds = windowSeconds(window);
  const reach = Math.min(DAY, from - Date.parse(existsSince));
  const windows = Math.min(MOST_WINDOWS, Math.floor(reach / (seconds * 1000)));
  if (windows < 1) return null;
  const start = new Date(from - windows * seconds * 1000).toISOString();
  return { window: { from: start, to: window.from }, bucketSeconds: seconds };
};

/** Length in whole seconds, at least one. */
export const windowSeconds = ({ from, to }: Window): number =>
  Math.max(1, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));
