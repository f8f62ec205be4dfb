import type { LogLine, MetricPoint, Run } from '@slipway/contracts';
import { useEffect, useState } from 'react';
import { useSession } from '../session/session-provider.tsx';
import { addLines, EMPTY_WINDOW, type LogWindow } from './log-window.ts';

export interface RunStream {
  readonly log: LogWindow;
  /** The newest that the stream told; null before its first word. */
  readonly run: Run | null;
  readonly metric: MetricPoint | null;
  /** `broken`: control does not answer; the stream goes on when it does. */
  readonly state: 'open' | 'broken' | 'ended';
}

const BEGINNING: RunStream = { log: EMPTY_WINDOW, run: null, metric: null, state: 'open' };
/** A program may print thousands of lines a second, and nobody reads faster than this. */
const SHOW_EVERY_MS = 150;

/** Follows a run as long as the page is open. */
export const useRunStream = (run: string): RunStream => {
  const { client } = useSession();
  const [stream, setStream] = useState(BEGINNING);
  useEffect(() => {
    const leaving = new AbortController();
    let arrived: LogLine[] = [];
    let news: Partial<RunStream> = {};
    const show = (): void => {
      if (arrived.length === 0 && Object.keys(news).length === 0) return;
      const [lines, changes] = [arrived, news];
      arrived = [];
      news = {};
      setStream((before) => ({ ...before, ...changes, log: addLines(before.log, lines) }));
    };
    const timer = setInterval(show, SHOW_EVERY_MS);
    const follow = async (): Promise<void> => {
      const events = client.followRun(
        { params: { run } },
        {
          signal: leaving.signal,
          patienceMs: Number.POSITIVE_INFINITY,
          onInterruption: () => {
            news = { ...news, state: 'broken' };
          },
        },
      );
      for await (const event of events) {
        if (event.event === 'line') arrived.push(event.data);
        else if (event.event === 'run') news = { ...news, run: event.data, state: 'open' };
        else if (event.event === 'metric') news = { ...news, metric: event.data };
        else news = { ...news, state: 'ended' };
      }
    };
    // What control refuses is shown by the question for the run itself.
    follow().catch(() => undefined);
    return () => {
      leaving.abort();
      clearInterval(timer);
      setStream(BEGINNING);
    };
  }, [client, run]);
  return stream;
};
