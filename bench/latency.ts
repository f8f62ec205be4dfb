import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { applyOpenLoad, type OpenLoad } from './load/open-loop.ts';
import { requireLoadTools } from './load/tools.ts';
import { applyLoad, type Load } from './load/wrk.ts';
import { inferBody } from './model/bench-model.ts';
import { writeBenchRouting } from './model/bench-routing.ts';
import { forestModel, forestRows } from './model/forest.ts';
import { releaseModel } from './model/released-model.ts';
import { count, digits, milliseconds } from './report/figures.ts';
import { startGateway, startPredictor } from './servers/start-servers.ts';

const GOAL_MS = 5;
const CONNECTIONS = 64;
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
  readonly half: OpenLoad;
  /** Without a pause, as the saturation. */
  readonly many: Load;
}

const measure = async (way: Way, { quick, say }: BenchContext, bodiesFile: string): Promise<Result> => {
  const url = `${way.address}/v2/models/forest/infer`;
  await ask(url, inferBody(forestRows(1)));
  const seconds = quick ? 2 : 10;
  const closed = { url, bodiesFile, seconds: quick ? 2 : 5, connections: CONNECTIONS };
  await applyLoad(closed);
  const saturation = (await applyLoad(closed)).requestsPerSecond;
  say(`${way.name}: ${Math.round(saturation)} requests/s at most`);
  const open = { url, bodiesFile, seconds, requestsPerSecond: saturation / 2 };
  const half = await applyOpenLoad({ ...open, connections: CONNECTIONS });
  say(`${way.name}: p99 ${half.p99Ms.toFixed(2)} ms at half of that`);
  const many = await applyLoad({ ...closed, connections: MANY_CONNECTIONS });
  say(`${way.name}: ${Math.round(many.requestsPerSecond)} requests/s with ${MANY_CONNECTIONS} connections`);
  return { way, saturation, half, many };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const released = await releaseModel(forestModel(), context);
  const predictor = await startPredictor(released, context);
  const routingFile = await writeBenchRouting(released, predictor.address);
  const gateway = await startGateway(released, { routingFile, log: 'spool' }, context);
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true }));
  const bodiesFile = join(directory, 'bodies');
  await writeFile(
    bodiesFile,
    `${forestRows(1000)
      .map((row) => inferBody([row]))
      .join('\n')}\n`,
  );
  const results: Result[] = [];
  for (const way of [
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
          'failed',
          'p50 ms',
          'p99 ms',
          'p99.9 ms',
          'max ms',
          'goal p99',
        ],
        rows: results.map(({ way, half }) => [
          way.name,
          count(half.requestsPerSecond),
          String(half.failed),
          ...[half.p50Ms, half.p99Ms, half.p999Ms, half.maxMs].map(milliseconds),
          `< ${GOAL_MS}`,
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
      'Requests of one row are due at the times of a Poisson process, at half of what the server answers when it is asked without a pause; a latency begins when its request is due, so that a stall is charged to all who wait for it (open loop). Gateway and predictor share one core, the generator has the other; it is a Node program, and its own pauses count.',
      'The second table keeps the connections busy (closed loop, wrk, which fails the bench when a request fails): most of the time is spent waiting in line.',
    ],
    figures: Object.assign({}, ...results.map(figuresOf)),
  };
};

const figuresOf = ({ way: { key }, saturation, half, many }: Result): Record<string, number> => ({
  [`${key}Saturation`]: digits(saturation, 0),
  [`${key}HalfP50Ms`]: digits(half.p50Ms, 3),
  [`${key}HalfP99Ms`]: digits(half.p99Ms, 3),
  [`${key}HalfFailed`]: half.failed,
  [`${key}2000ClientsPerSecond`]: digits(many.requestsPerSecond, 0),
  [`${key}2000ClientsP99Ms`]: digits(many.p99Ms, 3),
});

export const latencyBench: Bench = {
  name: 'latency',
  about: 'predictor and gateway at half their saturation rate (open loop), and with 2,000 connections',
  run,
};
