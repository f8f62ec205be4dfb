import type { QueryResult, Scalar } from '@slipway/contracts';
import { withLimits } from './interrupted.ts';
import type { Sandbox } from './sandbox.ts';

export interface QueryOptions {
  readonly sandbox: Sandbox;
  readonly threads: number;
  /** Longest time of one statement. */
  readonly timeoutMs: number;
}

export interface QueryInput {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Answers one read-only statement. Throws INVALID_SQL, TIMEOUT. */
export const runQuery = async (
  { sandbox, threads, timeoutMs }: QueryOptions,
  { sql, parameters, limit, signal }: QueryInput,
): Promise<QueryResult> => {
  const started = performance.now();
  return sandbox.run({ sql, threads }, (session) =>
    withLimits(session, { milliseconds: timeoutMs, signal }, async () => {
      const { columns, rows, truncated } = await session.first(sql, parameters, limit);
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      return { columns: [...columns], rows, truncated, milliseconds };
    }),
  );
};
