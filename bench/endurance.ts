import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { writeBodies } from './load/bodies-file.ts';
import { requireLoadTools } from './load/tools.ts';
import { applyLoad } from './load/wrk.ts';
import { residentMegabytes } from './memory/resident-memory.ts';
import { inferBody } from './model/bench-model.ts';
import { writeBenchRouting } from './model/bench-routing.ts';
import { forestModel, forestRows } from './model/forest.ts';
import { releaseModel } from './model/released-model.ts';
import { count, digits } from './report/figures.ts';
import { startGateway, startPredictor } from './servers/start-servers.ts';

const REQUESTS = 10_000_000;
const QUICK_REQUESTS = 200_000;
/** Heaps and caches reach their size in the first part; the memory of the later parts is compared with its end. */
const WARM_UP_SHARE = 0.1;
const PART_SECONDS = 20;
const GOAL = 0.05;

interface Server {
  readonly name: string;
  /** The head of its figures' names. */
  readonly key: string;
  readonly pid: number;
}

interface Part {
  readonly requests: number;
  readonly megabytes: number;
}

/** Loads the gateway until it has answered `wanted`; the memory of each server after each part. */
const endure = async (
  servers: readonly Server[],
  { url, bodiesFile }: { readonly url: string; readonly bodiesFile: string },
  { quick, say }: BenchContext,
): Promise<Part[][]> => {
  const wanted = quick ? QUICK_REQUESTS : REQUESTS;
  const parts: Part[][] = servers.map(() => []);
  for (let requests = 0; requests < wanted; ) {
    const load = await applyLoad({ url, bodiesFile, seconds: quick ? 2 : PART_SECONDS, connections: 64 });
    requests += load.requests;
    for (const [index, { pid }] of servers.entries())
      parts[index]!.push({ requests, megabytes: residentMegabytes(pid) });
    const memory = servers.map(
      ({ name }, index) => `${name} ${parts[index]!.at(-1)!.megabytes.toFixed(1)} MB`,
    );
    say(`${count(requests)} requests, ${memory.join(', ')}`);
  }
  return parts;
};

/** The memory after the warm-up and the largest deviation from it, as a share. */
const flatness = (parts: readonly Part[]): { base: number; end: number; deviation: number } => {
  const total = parts.at(-1)!.requests;
  const rest = parts.filter(({ requests }) => requests >= total * WARM_UP_SHARE);
  const sorted = rest.map(({ megabytes }) => megabytes).sort((a, b) => a - b);
  const base = sorted[sorted.length >> 1]!;
  // A collection that is due is no leak: the trend is what counts, taken between the means of the first and the last third.
  const third = Math.max(1, Math.floor(rest.length / 3));
  const mean = (some: readonly Part[]) =>
    some.reduce((sum, { megabytes }) => sum + megabytes, 0) / some.length;
  const end = mean(rest.slice(-third));
  return { base, end, deviation: end / mean(rest.slice(0, third)) - 1 };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const released = await releaseModel(forestModel(), context);
  const predictor = await startPredictor(released, context);
  const routingFile = await writeBenchRouting(released, predictor.address);
  const gateway = await startGateway(released, { routingFile, log: 'none' }, context);
  const bodiesFile = await writeBodies(
    forestRows(1000).map((row) => inferBody([row])),
    context,
  );
  const servers: Server[] = [
    { name: 'gateway, A/B, rule', key: 'gateway', pid: gateway.pid },
    { name: 'predictor behind it', key: 'predictor', pid: predictor.pid },
  ];
  const url = `${gateway.address}/v2/models/forest/infer`;
  const parts = await endure(servers, { url, bodiesFile }, context);
  const results = servers.map((server, index) => ({ ...server, parts: parts[index]! }));
  return {
    title: 'Memory over ten million requests',
    tables: [
      {
        head: ['server', 'requests', 'median MB', 'MB in the last third', 'last third to first', 'goal'],
        rows: results.map(({ name, parts }) => {
          const { base, end, deviation } = flatness(parts);
          const change = `${(100 * deviation).toFixed(1)} %`;
          return [
            name,
            count(parts.at(-1)!.requests),
            base.toFixed(1),
            end.toFixed(1),
            change,
            `±${100 * GOAL} %`,
          ];
        }),
      },
    ],
    about: [
      'Resident memory of both processes while 64 connections ask the gateway for one row without a pause; the predictor computes as many rows. The first tenth is the warm-up: heaps and caches reach their size. The log is left out here, because a spool that nobody reads fills the disk.',
    ],
    figures: Object.assign(
      {},
      ...results.map(({ key, parts }) => {
        const { base, deviation } = flatness(parts);
        return {
          [`${key}Requests`]: parts.at(-1)!.requests,
          [`${key}Megabytes`]: digits(base, 1),
          [`${key}MemoryChange`]: digits(deviation, 4),
        };
      }),
    ),
  };
};

export const enduranceBench: Bench = {
  name: 'endurance',
  about: 'memory of predictor and gateway over ten million requests (a quarter of an hour)',
  run,
};
