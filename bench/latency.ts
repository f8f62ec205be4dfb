import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { writeBodies } from './load/bodies-file.ts';
import { applyOpenLoad, type OpenLoad } from './load/open-loop.ts';
import { requireLoadTools } from './load/tools.ts';
import { applyLoad, type Load } from './load/wrk.ts';
import { inferBody } from './model/bench-model.ts';
import { writeBenchRouting } from './model/bench-routing.ts';
import { forestModel, forestRows } from './model/forest.ts';
import { releaseModel } from './model/released-model.ts';
import { count, digits, milliseconds } from './report/figures.ts';
import { startEcho, startGateway, startPredictor } from './servers/start-servers.ts';

const GOAL_MS = 5;
const CONNECTIONS = 64;
/** So many that their pauses are long against an answer. */
const PAUSING_CONNECTIONS = 256;
/** More clients than any pool has connections. */
const MANY_CONNECTIONS = 2000;

interface Way {
  readonly name: string;
  readonly key: string;
  readonly address: string;
}

interface Result {
  readonly way: Way;
  readonly saturation: number;
  /** Of clients that pause between their requests. */
  readonly half: Load;
  readonly open: OpenLoad;
  /** Without a pause, as the saturation. */
  readonly many: Load;
}

const measure = async (way: Way, { quick, say }: BenchContext, bodiesFile: string): Promise<Result> => {
  const url = `${way.address}/v2/models/forest/infer`;
  await ask(url, inferBody(forestRows(1)));
  const seconds = quick ? 2 : 10;
  const closed = { url, bodiesFile, seconds: quick ? 2 : 5, connections: CONNECTIONS };
  for (let warmUp = 0; warmUp < 3; warmUp++) await applyLoad(closed);
  const saturation = (await applyLoad(closed)).requestsPerSecond;
  say(`${way.name}: ${Math.round(saturation)} requests/s at most`);
  const thinkMs = Math.round((1000 * PAUSING_CONNECTIONS) / (saturation / 2));
  const half = await applyLoad({ ...closed, seconds, connections: PAUSING_CONNECTIONS, thinkMs });
  say(`${way.name}: p99 ${half.p99Ms.toFixed(2)} ms at half of that`);
  const rate = { url, bodiesFile, seconds, requestsPerSecond: saturation / 2 };
  const open = await applyOpenLoad({ ...rate, connections: CONNECTIONS });
  const many = await applyLoad({ ...closed, connections: MANY_CONNECTIONS });
  say(`${way.name}: ${Math.round(many.requestsPerSecond)} requests/s with ${MANY_CONNECTIONS} connections`);
  return { way, saturation, half, open, many };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const released = await releaseModel(forestModel(), context);
  const predictor = await startPredictor(released, context);
  const routingFile = await writeBenchRouting(released, predictor.address);
  const gateway = await startGateway(released, { routingFile, log: 'spool' }, context);
  const bodiesFile = await writeBodies(
    forestRows(1000).map((row) => inferBody([row])),
    context,
  );
  const answer = await ask(`${predictor.address}/v2/models/forest/infer`, inferBody(forestRows(1)));
  const echo = await startEcho(answer.length, context);
  const results: Result[] = [];
  for (const way of [
    { name: 'bare echo', key: 'echo', address: echo.address },
    { name: 'predictor', key: 'predictor', address: predictor.address },
    { name: 'gateway, A/B, rule, log', key: 'gateway', address: gateway.address },
  ])
    results.push(await measure(way, context, bodiesFile));
  return {
    title: 'Latency at half the saturation rate',
    tables: [
      {
        head: [
          'at half the saturation',
          'requests/s',
          'p50 ms',
          'p99 ms',
          'p99.9 ms',
          'max ms',
          'goal p99',
          'open loop p99 ms',
        ],
        rows: results.map(({ way, half, open }) => [
          way.name,
          count(half.requestsPerSecond),
          ...[half.p50Ms, half.p99Ms, half.p999Ms, half.maxMs].map(milliseconds),
          way.key === 'echo' ? '' : `< ${GOAL_MS}`,
          milliseconds(open.p99Ms),
        ]),
      },
      {
        head: [
          'without a pause',
          `${CONNECTIONS} clients, requests/s`,
          `${count(MANY_CONNECTIONS)} clients, requests/s`,
          'p99 ms',
        ],
        rows: results.map(({ way, saturation, many }) => [
          way.name,
          count(saturation),
          count(many.requestsPerSecond),
          milliseconds(many.p99Ms),
        ]),
      },
    ],
    about: [
      `${PAUSING_CONNECTIONS} clients (wrk) pause before each request, exponentially distributed around a mean that makes half of the rate which the server reaches without pauses; a latency begins when a request is sent. In the last column requests are due at the times of a Poisson process at that rate and a latency begins when its request is due (open loop): it charges a stall to all who wait for it, but its generator is a Node program whose own pauses count, as its figure for the bare echo shows.`,
      'Gateway and predictor share one core, the generator has the other.',
      'The second table keeps the connections busy (closed loop, wrk, which fails the bench when a request fails): most of the time is spent waiting in line.',
    ],
    figures: Object.assign({}, ...results.map(figuresOf)),
  };
};

const figuresOf = ({ way: { key }, saturation, half, open, many }: Result): Record<string, number> => ({
  [`${key}Saturation`]: digits(saturation, 0),
  [`${key}HalfP50Ms`]: digits(half.p50Ms, 3),
  [`${key}HalfP99Ms`]: digits(half.p99Ms, 3),
  [`${key}OpenLoopP99Ms`]: digits(open.p99Ms, 3),
  [`${key}OpenLoopFailed`]: open.failed,
  [`${key}2000ClientsPerSecond`]: digits(many.requestsPerSecond, 0),
  [`${key}2000ClientsP99Ms`]: digits(many.p99Ms, 3),
});

export const latencyBench: Bench = {
  name: 'latency',
  about: 'predictor and gateway at half their saturation rate and with 2,000 connections',
  run,
};
