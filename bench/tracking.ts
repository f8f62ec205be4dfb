import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { mlflowPython } from '../test/conformance/mlflow/mlflow-python.ts';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { spreadOf } from './load/spread.ts';
import { LOAD_CORE } from './load/tools.ts';
import { sampleMemory } from './memory/memory-sampler.ts';
import { processesOf, readProcesses } from './memory/process-facts.ts';
import { digits } from './report/figures.ts';
import { mlflowServer, slipwayServer, type TrackingServer } from './servers/tracking-servers.ts';

const DRIVE = resolve(import.meta.dirname, 'peers/mlflow_drive.py');
/** Both settle: what a start leaves behind is given back. */
const IDLE_MS = 20_000;
const DRIVE_MS = 30 * 60_000;
const GIGABYTE = 1024 ** 3;

/** Seconds, or megabytes, of one server by the name of the row. */
type Measured = Readonly<Record<string, number>>;

const ROWS: readonly { readonly key: string; readonly what: string; readonly unit: 'ms' | 's' | 'MB' }[] = [
  { key: 'logBatch', what: '`log_batch` of 1,000 metrics', unit: 'ms' },
  { key: 'logMetric', what: '`log_metric`', unit: 'ms' },
  { key: 'createRun', what: '`create_run`', unit: 'ms' },
  { key: 'searchAll', what: '`search_runs`, all runs in pages of 1,000', unit: 'ms' },
  { key: 'searchSome', what: '`search_runs`, filter and order, 100 runs', unit: 'ms' },
  { key: 'upload', what: 'upload of the artifact', unit: 's' },
  { key: 'download', what: 'download of the artifact', unit: 's' },
  { key: 'firstStart', what: 'first start, until it answers', unit: 's' },
  { key: 'start', what: 'start with the runs, until it answers', unit: 's' },
  { key: 'idle', what: 'idle memory, all processes', unit: 'MB' },
];

const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
  const begun = performance.now();
  const value = await work();
  return [(performance.now() - begun) / 1000, value];
};

/** Runs a server for as long as the work with it takes. */
const withServer = async <T>(
  server: TrackingServer,
  context: BenchContext,
  work: (uri: string, pid: number) => Promise<T>,
): Promise<[number, T]> => {
  await using resources = new AsyncDisposableStack();
  const [seconds, { uri, pid }] = await timed(() => server.start({ ...context, resources }));
  return [seconds, await work(uri, pid)];
};

const measure = async (
  server: TrackingServer,
  python: string,
  settings: { readonly runs: number; readonly repeat: number; readonly files: number; readonly file: string },
  context: BenchContext,
): Promise<Measured> => {
  context.say(`${server.name}: first start, and ${settings.runs} runs`);
  const [firstStart] = await withServer(server, context, async () => undefined);
  await server.seed(settings.runs, context);
  context.say(`${server.name}: the client at work`);
  const [start, { idle, seconds }] = await withServer(server, context, async (uri, pid) => {
    await sleep(IDLE_MS);
    const memory = sampleMemory(processesOf(readProcesses(), pid, server.directory)).megabytes;
    const command = ['-c', LOAD_CORE, python, DRIVE, JSON.stringify(settings)];
    const { stdout } = await promisify(execFile)('taskset', command, {
      timeout: DRIVE_MS,
      maxBuffer: 16 * 1024 * 1024,
      env: {
        ...process.env,
        MLFLOW_TRACKING_URI: uri,
        MLFLOW_DISABLE_TELEMETRY: 'true',
        GIT_PYTHON_REFRESH: 'quiet',
        MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: 'false',
      },
    });
    const last = stdout.trim().split('\n').at(-1) ?? '{}';
    return { idle: memory, seconds: JSON.parse(last) as Record<string, number[]> };
  });
  const medians = Object.entries(seconds).map(([key, list]) => [key, spreadOf(list).median]);
  return { ...Object.fromEntries(medians), firstStart, start, idle };
};

const shown = (value: number, unit: 'ms' | 's' | 'MB'): string => {
  if (unit === 'MB') return value.toFixed(0);
  return unit === 'ms' ? (value * 1000).toFixed(1) : value.toFixed(2);
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  const python = await mlflowPython('3');
  if (python === null) throw new Error('MLflow cannot be installed');
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const bytes = context.quick ? GIGABYTE / 8 : GIGABYTE;
  const file = join(directory, 'artifact.bin');
  await fill(file, bytes);
  const settings = { runs: context.quick ? 1000 : 10_000, repeat: context.quick ? 10 : 30, files: 3, file };
  const [ours, theirs] = await Promise.all(
    ['slipway', 'mlflow'].map(async (name) => {
      await mkdir(join(directory, name));
      return join(directory, name);
    }),
  );
  const mlflow = await measure(mlflowServer(python, theirs!), python, settings, context);
  const slipway = await measure(slipwayServer(ours!), python, settings, context);
  const factors = ROWS.map(({ key }) => (mlflow[key] ?? 0) / (slipway[key] ?? 1));
  const size = context.quick ? '128 MB' : '1 GB';
  return {
    title: 'Tracking API against the server of MLflow',
    tables: [
      {
        head: ['', 'Slipway', 'MLflow 3.17 server', 'Slipway is better by'],
        rows: ROWS.map(({ key, what, unit }, index) => [
          `${what}, ${unit}`,
          shown(slipway[key] ?? Number.NaN, unit),
          shown(mlflow[key] ?? Number.NaN, unit),
          `${factors[index]?.toFixed(1)}×`,
        ]),
      },
    ],
    about: [
      `The same unmodified client of MLflow 3.17 drives both, one after the other, on the same machine: the server on one core, the client on the other. Medians of ${settings.repeat} to ${settings.repeat * 10} calls, of ${settings.files} files of ${size}. ${settings.runs.toLocaleString('en')} runs of 5 metrics, 5 parameters and 4 tags are in the default experiment.`,
      'MLflow runs as `mlflow server` starts it, with SQLite. Slipway is the whole stack of `slipway up`, with its jobs, gateway and warehouse, and with every write synced to the disk. What the client itself needs is in every figure. Memory is the sum of PSS.',
    ],
    figures: Object.fromEntries(
      ROWS.flatMap(({ key }, index) => [
        [key, digits(slipway[key] ?? 0, 4)],
        [`${key}Factor`, digits(factors[index] ?? 0, 2)],
      ]),
    ),
  };
};

/** A file of bytes that no disk can make smaller. */
const fill = async (path: string, bytes: number): Promise<void> => {
  const chunk = Buffer.alloc(1024 * 1024);
  for (let i = 0; i < chunk.length; i += 4) chunk.writeUInt32LE((i * 2654435761) >>> 0, i);
  const handle = await open(path, 'w');
  try {
    for (let written = 0; written < bytes; written += chunk.length) {
      chunk.writeUInt32LE(written / chunk.length, 0);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
};

export const trackingBench: Bench = {
  name: 'tracking',
  about: 'the tracking API beside the server of MLflow, driven by its client',
  run,
};
