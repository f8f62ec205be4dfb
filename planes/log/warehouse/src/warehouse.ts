import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HealthAnswer } from '@slipway/contracts';
import {
  type Blobs,
  type Clock,
  ensureHashKey,
  type Logger,
  type LogReader,
  type Metric,
  type Service,
} from '@slipway/platform';
import type { RouteModule } from '@slipway/platform/server';
import { completeness } from './aggregates/completeness.ts';
import { completenessMetrics } from './aggregates/completeness-metrics.ts';
import { Compactor } from './compaction/compactor.ts';
import { Datasets } from './datasets/datasets.ts';
import { Snapshots } from './datasets/snapshots.ts';
import { Engine } from './duckdb/engine.ts';
import { FileGate } from './file-gate.ts';
import { warehouseLayout } from './layout.ts';
import { ParquetWriter } from './recorder/parquet-writer.ts';
import { Recorder } from './recorder/recorder.ts';
import { Tally } from './recorder/tally.ts';
import { warehouseRoutes } from './routes.ts';
import { LogFiles } from './schema/log-files.ts';
import { Catalogue } from './sql/catalogue.ts';
import { Sandbox } from './sql/sandbox.ts';
import { Tables } from './tables/tables.ts';
import { Turnstile } from './turnstile.ts';

/** Users' statements at once: each has an instance with its own memory limit. */
const STATEMENTS_AT_ONCE = 2;
const QUERY_TIMEOUT_MS = 60_000;
const SNAPSHOT_TIMEOUT_MS = 600_000;
const COMPACTION_MS = 60_000;

export interface WarehouseOptions {
  /** Of this warehouse alone; made when it is missing. */
  readonly directory: string;
  readonly spool: LogReader;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the installation, for personal columns; made when it is first needed. Default: `<directory>.hash.key`. */
  readonly hashKeyFile?: string;
  /** Of each DuckDB instance: one of our own, and one per running statement of a user; default 512MB. */
  readonly memoryLimit?: string;
  /** Of each DuckDB instance; default 2. Snapshots take one. */
  readonly threads?: number;
  /** Longest time of a query; default 60,000 ms. */
  readonly queryTimeoutMs?: number;
}

export interface Warehouse {
  readonly routes: RouteModule;
  /** Records the spool from start to stop. DuckDB opens at the first use and closes when idle. */
  readonly service: Service;
  /** Ready once started, also while segments wait: then the reason says why. */
  ready(): HealthAnswer;
  /** Whether every answer is in the log. */
  metrics(): Promise<Metric[]>;
  /** Records what is sealed in the spool now, instead of within the next quarter of a second. */
  flush(): Promise<void>;
  /** Merges small log files now, instead of within the next minute. */
  compact(): Promise<void>;
}

/** The log plane's store: recorder, SQL, tables, datasets, snapshots and aggregates over Parquet files. */
export const createWarehouse = ({
  directory,
  spool,
  blobs,
  clock,
  logger,
  hashKeyFile = `${directory}.hash.key`,
  memoryLimit = '512MB',
  threads = 2,
  queryTimeoutMs = QUERY_TIMEOUT_MS,
}: WarehouseOptions): Warehouse => {
  const layout = warehouseLayout(directory);
  const engine = new Engine({ memoryLimit, threads, spill: join(layout.scratch, 'spill') });
  const files = new LogFiles(layout);
  const gate = new FileGate();
  const tally = new Tally(engine, files, gate);
  const writer = new ParquetWriter(engine, layout);
  const compactor = new Compactor({ engine, layout, spool, gate, clock, logger });
  const onFile = (directory: string) => compactor.note(directory);
  const recorder = new Recorder({ spool, writer, tally, onFile, clock, logger });
  const tables = new Tables(engine, layout);
  const catalogue = new Catalogue(files, tables);
  const turnstile = new Turnstile(STATEMENTS_AT_ONCE);
  const sandbox = new Sandbox({ layout, catalogue, gate, turnstile, memoryLimit });
  const datasets = new Datasets(layout.datasets, sandbox, clock);
  const snapshots = new Snapshots({
    layout,
    engine,
    sandbox,
    datasets,
    blobs,
    clock,
    timeoutMs: SNAPSHOT_TIMEOUT_MS,
    hashKey: () => ensureHashKey(hashKeyFile),
  });
  let started = false;
  let compaction: NodeJS.Timeout | undefined;

  const service: Service = {
    name: 'warehouse',
    start: async () => {
      await rm(layout.scratch, { recursive: true, force: true });
      for (const path of Object.values(layout)) await mkdir(path, { recursive: true, mode: 0o700 });
      await compactor.recover();
      recorder.start();
      compaction = setInterval(() => void compactor.run(), COMPACTION_MS).unref();
      started = true;
    },
    stop: async () => {
      started = false;
      clearInterval(compaction);
      await recorder.stop();
      await compactor.stop();
      await engine.close();
    },
  };

  return {
    routes: warehouseRoutes({
      tables,
      datasets,
      snapshots,
      query: { sandbox, threads, timeoutMs: queryTimeoutMs },
      aggregates: { engine, files, blobs, spool, tally, clock },
      gate,
    }),
    service,
    ready: () => {
      if (!started) return { ready: false, reason: 'the warehouse is not started' };
      const reason = recorder.trouble;
      return reason === null ? { ready: true } : { ready: true, reason };
    },
    metrics: async () => completenessMetrics(await completeness({ spool, tally, clock })),
    flush: () => recorder.flush(),
    compact: () => compactor.run(),
  };
};
