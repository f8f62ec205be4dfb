import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ColumnProfile,
  type Expectation,
  type Scalar,
  SlipwayError,
  type Snapshot,
  type SnapshotDifference,
} from '@slipway/contracts';
import { type Blobs, type Clock, canonicalJson, digestOfFile, timestamp } from '@slipway/platform';
import type { Engine } from '../duckdb/engine.ts';
import type { Session } from '../duckdb/session.ts';
import { literal, type TypedColumn } from '../duckdb/sql-text.ts';
import type { WarehouseLayout } from '../layout.ts';
import { withLimits } from '../sql/interrupted.ts';
import type { Sandbox } from '../sql/sandbox.ts';
import { profileColumn, withoutValues } from './column-profile.ts';
import type { Datasets } from './datasets.ts';
import { type ExtractionSql, extractionSql, isPlain, withoutEnd } from './extraction-sql.ts';
import { type ResolvedExtraction, resolveExtraction, type SnapshotInput } from './resolve-extraction.ts';
import { SnapshotRecords } from './snapshot-records.ts';
import { usedParameters } from './used-parameters.ts';

export interface SnapshotsOptions {
  readonly layout: WarehouseLayout;
  readonly engine: Engine;
  readonly sandbox: Sandbox;
  readonly datasets: Datasets;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Under which personal columns are hashed; asked for only where one is. */
  readonly hashKey: () => Buffer;
}

/** One thread gives the same rows in the same order and so the same bytes, also where the query orders too little. */
const THREADS = 1;

interface Extracted {
  readonly file: string;
  readonly hashed: ReadonlySet<string>;
  /** Those that the query and its split use. */
  readonly parameters: Record<string, Scalar>;
}

interface Profile {
  readonly rows: number;
  readonly columns: ColumnProfile[];
}

/** Immutable Parquet results of queries: the bytes are blobs, the records JSON files. */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #records: SnapshotRecords;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.#records = new SnapshotRecords(options.layout.snapshots);
  }

  /**
   * Runs a query into a blob, profiles it, compares it with the snapshot of its name before it, and judges it by its expectations;
   * data that is not as expected never becomes a blob. The same query over the same data gives the same digest. Throws
   * INVALID_REQUEST, NOT_FOUND, INVALID_SQL, EMPTY_SNAPSHOT, INVALID_EXPECTATION, EXPECTATION_FAILED, TIMEOUT.
   */
  async create(input: SnapshotInput, signal?: AbortSignal): Promise<Snapshot> {
    const { datasets, blobs, clock } = this.#options;
    const dataset = input.dataset === undefined ? null : await datasets.get(input.dataset);
    const asked = resolveExtraction(input, dataset);
    const extracted = await this.#extract(asked, signal);
    const { parameters } = extracted;
    const extraction = { ...asked, parameters };
    try {
      const digest = await digestOfFile(extracted.file);
      const ofName = await this.#records.ofName(extraction);
      const [newest] = ofName;
      if (newest?.digest === digest && isSameRequest(newest, extraction)) {
        await blobs.put({ file: extracted.file });
        return newest;
      }
      const earlier = ofName.find((record) => record.digest !== digest) ?? null;
      const judged = await this.#judge(extraction, extracted, earlier, signal);
      const { bytes } = await blobs.put({ file: extracted.file });
      const { name, sql, part, split, personal } = extraction;
      const snapshot: Snapshot = {
        digest,
        name,
        sql,
        parameters,
        bytes,
        ...judged,
        createdAt: timestamp(clock),
        ...(extraction.dataset === undefined ? {} : { dataset: extraction.dataset }),
        part,
        ...(split === undefined ? {} : { split }),
        personal,
      };
      await this.#records.put(snapshot);
      return snapshot;
    } finally {
      await rm(extracted.file, { force: true });
    }
  }

  /** Throws NOT_FOUND. */
  async get(digest: string): Promise<Snapshot> {
    const record = await this.#records.ofDigest(digest);
    if (!record) throw new SlipwayError('NOT_FOUND', { what: 'Snapshot', name: digest });
    return record;
  }

  /** Newest first. */
  list(): Promise<Snapshot[]> {
    return this.#records.list();
  }

  /** By their profiles; without `against` the difference to the snapshot of the same name before it. Throws NOT_FOUND. */
  async difference(digest: string, against: string | undefined): Promise<SnapshotDifference> {
    const later = await this.get(digest);
    if (against !== undefined) {
      const { snapshotDifference } = await import('./snapshot-difference.ts');
      return snapshotDifference(await this.get(against), later);
    }
    if (later.difference === null)
      throw new SlipwayError('NOT_FOUND', { what: 'Earlier snapshot of', name: later.name });
    return later.difference;
  }

  /** Runs the user's part: only the columns and rows of the snapshot leave the sandbox. */
  async #extract(extraction: ResolvedExtraction, signal: AbortSignal | undefined): Promise<Extracted> {
    const { sandbox, layout, timeoutMs, hashKey } = this.#options;
    const { sql, name } = extraction;
    const file = join(layout.scratch, `${randomUUID()}.parquet`);
    const taken = await sandbox.run({ sql, threads: THREADS }, (session, scratch) =>
      withLimits(session, { milliseconds: timeoutMs, signal }, async () => {
        const written = join(scratch, 'snapshot.parquet');
        const query = withoutEnd(sql);
        const used = usedParameters(extraction, await session.parameterNames(query));
        const statement: ExtractionSql = isPlain(extraction)
          ? { sql: query, hashed: new Set() }
          : extractionSql(extraction, await describe(session, `(${query}\n)`, used.query), hashKey);
        const values = used.of(await session.parameterNames(statement.sql));
        const rows = await copyTo(session, statement.sql, values, written).catch((error: unknown) => {
          throw Object.keys(extraction.personal).length > 0 ? withoutData(error) : error;
        });
        if (rows === 0) throw new SlipwayError('EMPTY_SNAPSHOT', { name }, { field: 'sql' });
        await rename(written, file);
        return { hashed: statement.hashed, parameters: used.all };
      }),
    );
    return { file, ...taken };
  }

  async #judge(
    { name, expectations }: ResolvedExtraction,
    { file, hashed }: Extracted,
    earlier: Snapshot | null,
    signal: AbortSignal | undefined,
  ): Promise<Pick<Snapshot, 'rows' | 'columns' | 'difference' | 'expectations'>> {
    // Loaded at first use: an idle stack does without the statistics and the expression language.
    const { snapshotDifference } = await import('./snapshot-difference.ts');
    return this.#options.engine.session((session) =>
      withLimits(session, { milliseconds: this.#options.timeoutMs, signal }, async () => {
        const relation = `read_parquet(${literal(file)})`;
        const profile = await profileOf(session, relation, hashed);
        const difference = earlier && snapshotDifference(earlier, profile);
        if (expectations.length === 0) return { ...profile, difference, expectations: [] };
        const { judgeData, requireExpected } = await import('./expected-data.ts');
        const data = { relation, hashed, difference, ...profile };
        const results = await judgeData(session, expectations, data);
        requireExpected(name, results, data);
        return { ...profile, difference, expectations: results };
      }),
    );
  }
}

const profileOf = async (
  session: Session,
  relation: string,
  hashed: ReadonlySet<string>,
): Promise<Profile> => {
  const { rows } = await session.row<{ rows: number }>(`select count(*) as rows from ${relation}`);
  const columns: ColumnProfile[] = [];
  for (const column of await describe(session, `select * from ${relation}`)) {
    const profile = await profileColumn(session, relation, rows, column);
    columns.push(hashed.has(column.name) ? withoutValues(profile) : profile);
  }
  return { rows, columns };
};

const describe = async (
  session: Session,
  sql: string,
  parameters?: Readonly<Record<string, Scalar>>,
): Promise<TypedColumn[]> => {
  const rows = await session.rows<{ column_name: string; column_type: string }>(
    `describe ${sql}`,
    parameters,
  );
  return rows.map(({ column_name: name, column_type: type }) => ({ name, type }));
};

const isSameRequest = (known: Snapshot, asked: ResolvedExtraction): boolean =>
  canonicalJson(requestOf(known)) === canonicalJson(requestOf(asked));

const requestOf = ({
  sql,
  parameters,
  dataset,
  split,
  personal,
  expectations,
}: Pick<Snapshot, 'sql' | 'parameters' | 'dataset' | 'split' | 'personal'> & {
  readonly expectations: readonly Expectation[];
}) => ({
  sql,
  parameters,
  dataset: dataset ?? null,
  split: split ?? null,
  personal,
  expectations: expectations.map(({ name, column, expect, level, atMost }) => [
    name,
    column ?? null,
    expect,
    level,
    atMost,
  ]),
});

/**
 * DuckDB quotes the value that it could not convert, and the statement: beside personal columns that could be one of theirs, and
 * the key of their hashes. So the message ends before the first quote, and what it was made of does not come along into logs.
 */
const withoutData = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error
    ? new Error(error.message.replace(/['\n][\s\S]*$/, '…'))
    : error;

/** Snappy, because every reader of Parquet knows it without a further library. */
const copyTo = async (
  session: Session,
  select: string,
  parameters: Readonly<Record<string, Scalar>>,
  file: string,
): Promise<number> => {
  const { Count } = await session.row<{ Count: number }>(
    `copy (${select}\n) to ${literal(file)} (format parquet, compression snappy)`,
    parameters,
  );
  return Count;
};
