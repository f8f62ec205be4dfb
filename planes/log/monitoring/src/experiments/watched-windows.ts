import type { Window } from '@slipway/contracts';
import { PAGE_RULES } from './judge-burn.ts';

const MINUTE = 60_000;

/**
 * The windows that a look at an experiment asks for: first from its start until now, then long and short of each page rule. Windows
 * begin at the start at the earliest; null when no time has passed.
 */
export const watchedWindows = (startedAt: string, now: number): Window[] | null => {
  const start = Date.parse(startedAt);
  if (now <= start) return null;
  const last = (minutes: number): Window => ({
    from: new Date(Math.max(start, now - minutes * MINUTE)).toISOString(),
    to: new Date(now).toISOString(),
  });
  return [
    { from: startedAt, to: new Date(now).toISOString() },
    ...PAGE_RULES.flatMap(({ longMinutes, shortMinutes }) => [last(longMinutes), last(shortMinutes)]),
  ];
};
