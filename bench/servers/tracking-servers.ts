import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BenchContext } from '../bench.ts';
import { freePort } from '../load/free-port.ts';
import { startServerProcess } from '../load/server-process.ts';

const run = promisify(execFile);
const SLIPWAY = resolve(import.meta.dirname, '../../surfaces/cli/bin/slipway.mjs');
const SEED = resolve(import.meta.dirname, '../peers/mlflow_seed.py');
const START_MS = 300_000;
const SENDERS = 4;

/** A tracking server on a directory of its own; started again it goes on with what is there. */
export interface TrackingServer {
  readonly name: string;
  /** Where its files are; every process of it names it. */
  readonly directory: string;
  start(context: BenchContext): Promise<{ readonly uri: string; readonly pid: number }>;
  /** Puts finished runs of five metrics, five parameters and four tags into the default experiment. Called while it does not run. */
  seed(runs: number, context: BenchContext): Promise<void>;
}

/** The server of MLflow with SQLite, as `mlflow server` starts it. */
export const mlflowServer = (python: string, directory: string): TrackingServer => ({
  name: 'MLflow server, SQLite',
  directory,
  start: async (context) => {
    const port = await freePort();
    const uri = `http://127.0.0.1:${port}`;
    const pid = await startServerProcess(
      {
        command: [
          ...[resolve(python, '../mlflow'), 'server', '--host', '127.0.0.1', '--port', String(port)],
          ...['--backend-store-uri', `sqlite:///${join(directory, 'mlflow.db')}`],
          ...['--artifacts-destination', join(directory, 'artifacts')],
        ],
        environment: {
          PATH: `${resolve(python, '..')}:${process.env.PATH ?? ''}`,
          MLFLOW_DISABLE_TELEMETRY: 'true',
          PYTHONWARNINGS: 'ignore',
        },
        readyUrl: `${uri}/health`,
        directory,
        startMs: START_MS,
      },
      context,
    );
    return { uri, pid };
  },
  seed: async (runs) => {
    await run(python, [SEED, join(directory, 'mlflow.db'), String(runs)], { timeout: START_MS });
  },
});

/** The whole of Slipway, as `slipway up` starts it. */
export const slipwayServer = (directory: string): TrackingServer => {
  const start = async (context: BenchContext) => {
    const port = await freePort();
    const data = join(directory, '.slipway');
    const pid = await startServerProcess(
      {
        command: [process.execPath, SLIPWAY, 'up', '--json', '--data-dir', data, '--port-base', String(port)],
        readyUrl: `http://127.0.0.1:${port}/health`,
        directory,
        startMs: START_MS,
      },
      context,
    );
    const token = (await readFile(join(data, 'tokens', 'author'), 'utf8')).trim();
    return { uri: `http://author:${token}@127.0.0.1:${port}`, pid };
  };
  return {
    name: 'Slipway, the whole stack',
    directory,
    start,
    seed: async (runs, context) => {
      await using resources = new AsyncDisposableStack();
      const { uri } = await start({ ...context, resources });
      await seedByApi(uri, runs);
    },
  };
};

const seedByApi = async (uri: string, runs: number): Promise<void> => {
  const { origin, password } = new URL(uri);
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${origin}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${password}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as { run: { info: { run_id: string } } };
  };
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let i = next++; i < runs; i = next++) {
      const start = 1_700_000_000_000 + i;
      const tags = Array.from({ length: 3 }, (_, k) => ({ key: `tag-${k}`, value: String((i + k) % 5) }));
      const { run: made } = await post('runs/create', {
        experiment_id: '0',
        run_name: `run-${i}`,
        start_time: start,
        tags,
      });
      const run_id = made.info.run_id;
      await post('runs/log-batch', {
        run_id,
        metrics: Array.from({ length: 5 }, (_, k) => ({
          key: `metric-${k}`,
          value: ((i * 7919 + k) % runs) / runs,
          timestamp: start,
        })),
        params: Array.from({ length: 5 }, (_, k) => ({ key: `param-${k}`, value: String((i + k) % 10) })),
      });
      await post('runs/update', { run_id, status: 'FINISHED', end_time: start + 1 });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
};
