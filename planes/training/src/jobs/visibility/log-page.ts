import type { LogLine } from '@slipway/contracts';
import { sql } from 'kysely';
import type { TrainingDatabase } from '../tables.ts';

export interface LogQuery {
  /** Lines after this number. */
  readonly after: number;
  readonly limit: number;
  readonly step?: string | undefined;
  readonly stream?: LogLine['stream'] | undefined;
  /** Text that a line has in it, whatever the case of its letters. */
  readonly contains?: string | undefined;
}

export interface LogPage {
  readonly lines: LogLine[];
  /** Where the next page begins; null at the end of what there is. */
  readonly next: number | null;
}

/**
 * Lines that one page looks through. Fewer would make a search of a long log many calls; more would let one search keep the
 * database, which all of control shares, for longer than the 50 ms that a list may take.
 */
const LOOKED_THROUGH = 20_000;

/** One page of the stored log of a run, oldest first. */
export const readLogPage = async (
  db: TrainingDatabase,
  run: string,
  { after, limit, step, stream, contains }: LogQuery,
): Promise<LogPage> => {
  const filtered = step !== undefined || stream !== undefined || contains !== undefined;
  const last = after + (filtered ? LOOKED_THROUGH : limit);
  // Before the lines: those that arrive between the two questions are on this page or on the next one.
  const { next_line: end } = await db
    .selectFrom('training_run')
    .select('next_line')
    .where('id', '=', run)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('training_log_line')
    .selectAll()
    .where('run', '=', run)
    .where('sequence', '>', after)
    .where('sequence', '<=', last)
    .$if(step !== undefined, (query) => query.where('step', '=', step ?? ''))
    .$if(stream !== undefined, (query) => query.where('stream', '=', stream ?? 'stdout'))
    .$if(contains !== undefined, (query) =>
      query.where(sql<number>`strpos(lower(text), lower(${contains ?? ''}))`, '>', 0),
    )
    .orderBy('sequence')
    .limit(limit)
    .execute();
  const lines = rows.map(({ sequence, step: name, at, stream: from, text }) => ({
    sequence,
    step: name,
    at: at.toISOString(),
    stream: from,
    text,
  }));
  const reached = lines.length === limit ? (lines.at(-1)?.sequence ?? last) : last;
  return { lines, next: reached >= end - 1 ? null : reached };
};
