import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pythonEnvironment } from '../../test/conformance/python-environment.ts';
import type { BenchContext } from '../bench.ts';
import { freePort } from '../load/free-port.ts';
import { startServerProcess } from '../load/server-process.ts';
import { inferBody } from '../model/bench-model.ts';
import { FEATURES, forestModel, forestRows } from '../model/forest.ts';

/** A server of others that holds the model of the bench. */
export interface Peer {
  readonly name: string;
  /** Of the predictor's throughput to the peer's. */
  readonly goal: number;
  readonly url: string;
  readonly pid: number;
  readonly body: string;
}

interface PeerKind {
  readonly name: string;
  readonly goal: number;
  readonly requirements: readonly string[];
  readonly start: (start: StartOptions) => Promise<Omit<Peer, 'name' | 'goal' | 'body'>>;
  readonly body?: string;
}

interface StartOptions {
  readonly python: string;
  /** The model file, and a directory for what the peer writes. */
  readonly model: string;
  readonly directory: string;
  readonly port: number;
  readonly context: BenchContext;
}

const PEERS = resolve(import.meta.dirname, '../peers');
/** The same engine for all; numpy as pip chooses it. */
const ENGINE = 'onnxruntime==1.30.0';
const START_MS = 90_000;

const script = (name: string): string => join(PEERS, name);
const beside = (python: string, program: string): string => resolve(python, '..', program);
const withPath = (python: string): Record<string, string> => ({
  PATH: `${resolve(python, '..')}:${process.env.PATH ?? ''}`,
});

const KINDS: readonly PeerKind[] = [
  {
    name: 'FastAPI 0.165, uvicorn with uvloop',
    goal: 7,
    requirements: ['fastapi==0.165.0', 'uvicorn==0.54.0', 'uvloop==0.23.0', 'httptools==0.9.0', ENGINE],
    start: async ({ python, model, port, context }) => {
      const command = [python, script('fastapi_server.py'), model, String(port)];
      const at = `http://127.0.0.1:${port}`;
      const pid = await startServerProcess({ command, readyUrl: `${at}/ready`, startMs: START_MS }, context);
      return { pid, url: `${at}/predict` };
    },
  },
  {
    name: 'MLServer 1.7.1',
    goal: 10,
    requirements: ['mlserver==1.7.1', ENGINE],
    body: inferBody(forestRows(1)),
    start: async ({ python, model, directory, port, context }) => {
      const settings = {
        host: '127.0.0.1',
        http_port: port,
        grpc_port: await freePort(),
        metrics_port: await freePort(),
        parallel_workers: 0,
        debug: false,
      };
      const implementation = 'mlserver_runtime.OnnxModel';
      const declared = { name: 'forest', implementation, parameters: { uri: model } };
      await writeFile(join(directory, 'settings.json'), JSON.stringify(settings));
      await writeFile(join(directory, 'model-settings.json'), JSON.stringify(declared));
      const at = `http://127.0.0.1:${port}/v2/models/forest`;
      const pid = await startServerProcess(
        {
          command: [beside(python, 'mlserver'), 'start', directory],
          environment: { PYTHONPATH: PEERS },
          readyUrl: `${at}/ready`,
          startMs: START_MS,
        },
        context,
      );
      return { pid, url: `${at}/infer` };
    },
  },
  {
    name: 'BentoML 1.4.39',
    goal: 10,
    requirements: ['bentoml==1.4.39', ENGINE],
    start: async ({ python, model, directory, port, context }) => {
      const at = `http://127.0.0.1:${port}`;
      const command = [beside(python, 'bentoml'), 'serve', 'bento_service:Forest', '--host', '127.0.0.1'];
      const pid = await startServerProcess(
        {
          command: [...command, '--port', String(port)],
          directory: PEERS,
          environment: {
            ...withPath(python),
            MODEL_FILE: model,
            BENTOML_HOME: directory,
            BENTOML_DO_NOT_TRACK: 'True',
          },
          readyUrl: `${at}/readyz`,
          startMs: START_MS,
        },
        context,
      );
      return { pid, url: `${at}/predict` };
    },
  },
  {
    name: 'MLflow 3.17 models serve',
    goal: 10,
    requirements: ['mlflow==3.17.0', 'onnx==1.23.2', ENGINE],
    start: async ({ python, model, directory, port, context }) => {
      const saved = join(directory, 'model');
      const at = `http://127.0.0.1:${port}`;
      // Saving and serving in one process group; the second replaces the shell.
      const line = `"$0" "$1" "$2" "$3" && exec "$4" models serve -m "$3" --env-manager local -h 127.0.0.1 -p "$5"`;
      const command = ['sh', '-c', line, python, script('mlflow_save.py'), model, saved];
      const pid = await startServerProcess(
        {
          command: [...command, beside(python, 'mlflow'), String(port)],
          directory,
          environment: { ...withPath(python), MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' },
          readyUrl: `${at}/health`,
          startMs: START_MS,
        },
        context,
      );
      return { pid, url: `${at}/invocations` };
    },
  },
  {
    name: 'Ray Serve 2.60',
    goal: 10,
    requirements: ['ray[serve]==2.60.0', ENGINE],
    start: async ({ python, model, directory, port, context }) => {
      const at = `http://127.0.0.1:${port}/predict`;
      const pid = await startServerProcess(
        {
          command: [python, script('ray_server.py'), model, String(port)],
          environment: { RAY_USAGE_STATS_ENABLED: '0', RAY_TMPDIR: directory },
          readyUrl: at,
          startMs: START_MS,
        },
        context,
      );
      return { pid, url: at };
    },
  },
];

const body = JSON.stringify({ inputs: forestRows(1).map((row) => Object.values(row)) });

/** How many peers there are, whether or not they can be installed. */
export const PEER_COUNT = KINDS.length;

/** Installs one peer of `index` in [0, PEER_COUNT) and starts it; null when its packages cannot be had. It ends with `context.resources`. */
export const startPeer = async (index: number, context: BenchContext): Promise<Peer | null> => {
  const { name, goal, requirements, start, body: own = body } = KINDS[index]!;
  context.say(`${name}: installing`);
  const python = await pythonEnvironment(`peer-${index}`, requirements);
  if (python === null) return null;
  const directory = await mkdtemp(join(tmpdir(), 'slipway-peer-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true }));
  const model = join(directory, 'forest.onnx');
  await writeFile(model, forestModel().model);
  const work = join(directory, 'work');
  await mkdir(work);
  const port = await freePort();
  context.say(`${name}: starting, ${FEATURES} features`);
  return { name, goal, body: own, ...(await start({ python, model, directory: work, port, context })) };
};
