import { join } from 'node:path';
import { type ColumnProfile, type Scalar, SlipwayError, Snapshot } from '@slipway/contracts';
import {
  type Blobs,
  type Clock,
  canonicalJson,
  readJson,
  timestamp,
  writeAtomically,
} from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';
import type { Engine } from '../duckdb/engine.ts';
import type { Session } from '../duckdb/session.ts';
import { literal } from '../duckdb/sql-text.ts';
import type { WarehouseLayout } from '../layout.ts';
import { withLimits } from '../sql/interrupted.ts';
import type { Sandbox } from '../sql/sandbox.ts';
import { profileColumn } from './column-profile.ts';

export interface SnapshotsOptions {
  readonly layout: WarehouseLayout;
  readonly engine: Engine;
  readonly sandbox: Sandbox;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface SnapshotInput {
  readonly name: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly signal?: AbortSignal | undefined;
}

/** One thread gives the same rows in the same order and so the same bytes, also where the query orders too little. */
const THREADS = 1;

/** Immutable Parquet results of queries: the bytes are blobs, the records JSON files named by the digest. */
export class Snapshots {
  readonly #options: SnapshotsOptions;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /**
   * Runs a query into a blob and profiles it. The same query over the same data gives the same digest. Throws INVALID_SQL,
   * EMPTY_SNAPSHOT, TIMEOUT.
   */
  async create({ name, sql, parameters, signal }: SnapshotInput): Promise<Snapshot> {
    const { sandbox, blobs, timeoutMs, clock } = this.#options;
    const { digest, bytes } = await sandbox.run({ sql, threads: THREADS }, async (session, scratch) => {
      const file = join(scratch, 'snapshot.parquet');
      const rows = await withLimits(session, { milliseconds: timeoutMs, signal }, () =>
        copyTo(session, sql, parameters, file),
      );
      if (rows === 0) throw new SlipwayError('EMPTY_SNAPSHOT', { name }, { field: 'sql' });
      return blobs.put({ file });
    });
    const known = await this.#record(digest);
    const asked = { name, sql, parameters: { ...parameters } };
    if (known && canonicalJson(asked) === canonicalJson(pick(known))) return known;
    const profile = known ?? (await this.#profile(await blobs.path(digest)));
    const snapshot: Snapshot = {
      digest,
      ...asked,
      rows: profile.rows,
      bytes,
      columns: profile.columns,
      createdAt: timestamp(clock),
    };
    await writeAtomically(this.#path(digest), JSON.stringify(snapshot, null, 2));
    return snapshot;
  }

  /** Throws NOT_FOUND. */
  async get(digest: string): Promise<Snapshot> {
    const record = await this.#record(digest);
    if (!record) throw new SlipwayError('NOT_FOUND', { what: 'Snapshot', name: digest });
    return record;
  }

  /** Newest first. */
  async list(): Promise<Snapshot[]> {
    const files = await directoryNames(this.#options.layout.snapshots);
    const digests = files
      .filter((file) => /^[0-9a-f]{64}\.json$/.test(file))
      .map((file) => `sha256:${file.slice(0, 64)}`);
    const records = await Promise.all(digests.map((digest) => this.get(digest)));
    return records.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  #profile(path: string): Promise<{ rows: number; columns: ColumnProfile[] }> {
    return this.#options.engine.session(async (session) => {
      const relation = `read_parquet(${literal(path)})`;
      const described = await session.rows<{ column_name: string; column_type: string }>(
        `describe select * from ${relation}`,
      );
      const { rows } = await session.row<{ rows: number }>(`select count(*) as rows from ${relation}`);
      const columns: ColumnProfile[] = [];
      for (const { column_name, column_type } of described)
        columns.push(await profileColumn(session, relation, rows, { name: column_name, type: column_type }));
      return { rows, columns };
    });
  }

  async #record(digest: string): Promise<Snapshot | null> {
    const stored = await readJson(this.#path(digest));
    return stored === null ? null : Snapshot.parse(stored);
  }

  #path(digest: string): string {
    return join(this.#options.layout.snapshots, `${digest.slice('sha256:'.length)}.json`);
  }
}

const pick = ({ name, sql, parameters }: Snapshot) => ({ name, sql, parameters });

/** Snappy, because every reader of Parquet knows it without a further library. */
const copyTo = async (
  session: Session,
  sql: string,
  parameters: Readonly<Record<string, Scalar>>,
  file: string,
): Promise<number> => {
  const select = sql.replace(/[;\s]+$/, '');
  const { Count } = await session.row<{ Count: number }>(
    `copy (${select}\n) to ${literal(file)} (format parquet, compression snappy)`,
    parameters,
  );
  return Count;
};
