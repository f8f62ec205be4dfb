import type { Client } from '@slipway/client';
import type { LogLine } from '@slipway/contracts';
import type { LogQuery } from './log-filter.ts';

/** Lines that a search shows; more are no answer. */
const SHOWN = 500;

export interface FoundLines {
  readonly lines: readonly LogLine[];
  /** True when there are more than are shown. */
  readonly more: boolean;
}

/** Looks through the whole stored log of a run, page by page, until enough is found. */
export const findLines = async (
  client: Client,
  run: string,
  query: LogQuery,
  signal: AbortSignal,
): Promise<FoundLines> => {
  const lines: LogLine[] = [];
  for (let after: number | null = -1; after !== null; ) {
    const page: Awaited<ReturnType<Client['getRunLog']>> = await client.getRunLog(
      { params: { run }, query: { ...query, after, limit: SHOWN } },
      { signal },
    );
    lines.push(...page.lines);
    if (lines.length >= SHOWN)
      return { lines: lines.slice(0, SHOWN), more: lines.length > SHOWN || page.next !== null };
    after = page.next;
  }
  return { lines, more: false };
};
