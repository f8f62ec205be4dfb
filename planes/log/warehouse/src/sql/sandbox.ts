import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openInstance } from '../duckdb/instance.ts';
import type { Session } from '../duckdb/session.ts';
import { identifier, literalList } from '../duckdb/sql-text.ts';
import type { FileGate } from '../file-gate.ts';
import type { WarehouseLayout } from '../layout.ts';
import type { Turnstile } from '../turnstile.ts';
import type { Catalogue } from './catalogue.ts';
import { sqlFailure } from './sql-failure.ts';
import { inspectStatement } from './statement.ts';

export interface SandboxOptions {
  readonly layout: WarehouseLayout;
  readonly catalogue: Catalogue;
  readonly gate: FileGate;
  /** How many statements may run at once. */
  readonly turnstile: Turnstile;
  readonly memoryLimit: string;
}

export interface SandboxRun {
  readonly sql: string;
  readonly threads: number;
}

/**
 * Where users' SQL runs: a DuckDB instance for one statement, which can reach the files of the warehouse and its own
 * scratch directory, no other file, no network, no extension and no setting. Nothing of a statement outlives it.
 */
export class Sandbox {
  readonly #options: SandboxOptions;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Parses a statement without running it. Throws INVALID_SQL for anything but one SELECT that is allowed. */
  async check(sql: string): Promise<void> {
    await this.run({ sql, threads: 1 }, async () => undefined);
  }

  /** Runs work with the views that the statement names. `scratch` is a directory that is gone afterwards. */
  async run<T>(
    { sql, threads }: SandboxRun,
    work: (session: Session, scratch: string) => Promise<T>,
  ): Promise<T> {
    const { layout, catalogue, gate, turnstile, memoryLimit } = this.#options;
    return turnstile.pass(async () => {
      const scratch = join(layout.scratch, randomUUID());
      await mkdir(scratch, { recursive: true });
      const instance = await openInstance({ memoryLimit, threads, spill: join(scratch, 'spill') });
      try {
        const session = await instance.connect();
        try {
          const tables = inspectStatement(await parse(session, sql), await catalogue.names());
          return await gate.reading(async () => {
            for (const view of await catalogue.views(tables))
              await session.run(`create view ${identifier(view.name)} as ${view.sql}`);
            await lock(session, [layout.predictions, layout.outcomes, layout.tables, scratch]);
            return work(session, scratch);
          });
        } catch (error) {
          throw sqlFailure(error, sql);
        } finally {
          session.close();
        }
      } finally {
        instance.close();
        await rm(scratch, { recursive: true, force: true });
      }
    });
  }
}

const parse = async (session: Session, sql: string) => {
  const { parsed } = await session.row<{ parsed: string }>(
    'select json_serialize_sql($sql::varchar)::varchar as parsed',
    { sql },
  );
  return JSON.parse(parsed) as Parameters<typeof inspectStatement>[0];
};

const lock = async (session: Session, directories: readonly string[]): Promise<void> => {
  await session.run(`set global allowed_directories = ${literalList(directories)}`);
  await session.run('set global enable_external_access = false');
  await session.run('set global lock_configuration = true');
};
