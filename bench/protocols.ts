import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { freePort } from './load/free-port.ts';
import { applyGrpcLoad } from './load/grpc-loop.ts';
import { processorSeconds } from './load/processor-time.ts';
import { requireLoadTools } from './load/tools.ts';
import { applyLoad, type Load } from './load/wrk.ts';
import { type BenchModel, inferBody } from './model/bench-model.ts';
import { forestModel } from './model/forest.ts';
import { binaryBody, inferMessage } from './model/infer-message.ts';
import { mlpModel, resNetModel } from './model/network.ts';
import { type ReleasedModel, releaseModel } from './model/released-model.ts';
import { count, digits, milliseconds } from './report/figures.ts';
import { type RunningServer, startPredictor } from './servers/start-servers.ts';

const ROWS = [1, 128];
const METHOD = '/inference.GRPCInferenceService/ModelInfer';

interface Subject {
  readonly model: BenchModel;
  readonly title: string;
  /** Requests at the same time: a heavy model gains nothing by more. */
  readonly clients: number;
  /** Seconds of a measurement with so many rows: at least a few answers must fall into it. */
  readonly seconds: (rows: number) => number;
}

interface Line extends Load {
  readonly title: string;
  readonly key: string;
  readonly way: string;
  readonly rows: number;
  readonly processorMicros: number;
}

const subjects = (): Subject[] => [
  { model: forestModel(), title: '100 trees, 10 features', clients: 64, seconds: () => 4 },
  { model: mlpModel(), title: 'MLP, 5 MB', clients: 64, seconds: () => 4 },
  { model: resNetModel(), title: 'ResNet-50, 102 MB', clients: 2, seconds: (rows) => (rows === 1 ? 8 : 60) },
];

type Apply = (seconds: number, clients: number) => Promise<Load>;

/** The three ways to send `rows` rows. */
const waysOf = async (
  released: ReleasedModel,
  model: BenchModel,
  rows: number,
  at: { readonly rest: string; readonly grpc: string; readonly directory: string },
): Promise<{ way: string; key: string; apply: Apply }[]> => {
  const sent = model.rows(rows);
  const file = (kind: string) => join(at.directory, `${released.name}-${rows}-${kind}`);
  const { body, headerLength } = binaryBody(sent);
  await writeFile(file('json'), `${inferBody(sent)}\n`);
  await writeFile(file('binary'), body);
  await writeFile(file('message'), inferMessage(released.name, sent));
  const url = `${at.rest}/v2/models/${released.name}/infer`;
  return [
    {
      way: 'REST, JSON',
      key: 'Json',
      apply: (seconds, connections) => applyLoad({ url, bodiesFile: file('json'), seconds, connections }),
    },
    {
      way: 'REST, binary',
      key: 'Binary',
      apply: (seconds, connections) =>
        applyLoad({ url, bodiesFile: file('binary'), headerLength, seconds, connections }),
    },
    {
      way: 'gRPC',
      key: 'Grpc',
      apply: (seconds, streams) =>
        applyGrpcLoad({ address: at.grpc, path: METHOD, messageFile: file('message'), seconds, streams }),
    },
  ];
};

const measureSubject = async (
  { model, title, clients, seconds: secondsFor }: Subject,
  server: RunningServer & { readonly grpc: string },
  released: ReleasedModel,
  directory: string,
  { quick, say }: BenchContext,
): Promise<Line[]> => {
  const lines: Line[] = [];
  for (const rows of ROWS) {
    const ways = await waysOf(released, model, rows, { rest: server.address, grpc: server.grpc, directory });
    for (const { way, key, apply } of ways) {
      const seconds = quick ? Math.ceil(secondsFor(rows) / 4) : secondsFor(rows);
      await apply(1, clients);
      const before = processorSeconds(server.pid);
      const load = await apply(seconds, clients);
      const processorMicros = ((processorSeconds(server.pid) - before) * 1e6) / load.requests;
      say(`${title}, ${rows} rows, ${way}: ${count(load.requestsPerSecond)} requests/s`);
      lines.push({ ...load, title, key: `${released.name}${rows}${key}`, way, rows, processorMicros });
    }
  }
  return lines;
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true }));
  const lines: Line[] = [];
  for (const subject of subjects()) {
    await using resources = new AsyncDisposableStack();
    const own = { ...context, resources };
    const released = await releaseModel(subject.model, own);
    const port = await freePort();
    const server = await startPredictor(released, own, { SLIPWAY_GRPC_PORT: String(port) });
    const at = { ...server, grpc: `http://127.0.0.1:${port}` };
    lines.push(...(await measureSubject(subject, at, released, directory, context)));
  }
  return {
    title: 'Predictor by model, protocol and number of rows',
    tables: [
      {
        head: ['model', 'rows', 'protocol', 'requests/s', 'rows/s', 'p50 ms', 'p99 ms', 'CPU µs/request'],
        rows: lines.map(({ title, way, rows, requestsPerSecond, p50Ms, p99Ms, processorMicros }) => [
          title,
          String(rows),
          way,
          requestsPerSecond < 100 ? requestsPerSecond.toFixed(1) : count(requestsPerSecond),
          count(rows * requestsPerSecond),
          milliseconds(p50Ms),
          milliseconds(p99Ms),
          count(processorMicros),
        ]),
      },
    ],
    about: [
      'Closed loop: 64 requests at the same time, 2 for the ResNet; REST by `wrk`, gRPC by a raw HTTP/2 client over 4 connections, which has its own limit near 10,000 calls/s on its core. The predictor has one core. A row of the ResNet is a small picture of 768 numbers that the graph enlarges to 224 × 224.',
    ],
    figures: Object.fromEntries(
      lines.flatMap(({ key, requestsPerSecond, p99Ms }) => [
        [`${key}PerSecond`, digits(requestsPerSecond, 2)],
        [`${key}P99Ms`, digits(p99Ms, 2)],
      ]),
    ),
  };
};

export const protocolsBench: Bench = {
  name: 'protocols',
  about: 'the predictor with three models, JSON, binary and gRPC, one row and 128 rows',
  run,
};
