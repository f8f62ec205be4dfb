import { createSpoolReader } from '@slipway/adapters/log-bus';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { type Contestant, describeRules, type Round, race, raceRules } from './load/race.ts';
import { ratioOf } from './load/spread.ts';
import { describeQuiet, perProcessorSecond, perSecond, summarise } from './load/summarise.ts';
import { isInstalled, requireLoadTools } from './load/tools.ts';
import { inferBody } from './model/bench-model.ts';
import { writeBenchRouting } from './model/bench-routing.ts';
import { FEATURES, forestModel, forestRows, TREES } from './model/forest.ts';
import { type ReleasedModel, releaseModel } from './model/released-model.ts';
import { digits, milliseconds, range, ratio } from './report/figures.ts';
import type { Table } from './report/markdown-table.ts';
import { startNginx } from './servers/start-nginx.ts';
import { type RunningServer, startEcho, startGateway, startPredictor } from './servers/start-servers.ts';

const PATH = '/v2/models/forest/infer';
const UNITS = 1000;

interface Way {
  readonly name: string;
  /** The head of its figures' names. */
  readonly key: string;
  readonly server: RunningServer;
  /** All that answers is in the process of the server. */
  readonly alone?: boolean;
}

const ALREADY_WARM = { most: 0, seconds: 0 };
/** For two that are compared: each second of the one has one of the other beside it. */
const PAIRED = { rounds: 60, seconds: 1 };

/** The same row for units that fall into both arms. */
const bodies = (): string[] =>
  Array.from({ length: UNITS }, (_, unit) => inferBody(forestRows(1), { unit: `unit-${unit}` }));

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const released = await releaseModel(forestModel(), context);
  const predictor = await startPredictor(released, context);
  const ways = await startWays(released, predictor, context);
  const contestants = await Promise.all(
    ways.map(async ({ name, alone, server: { address, pid } }): Promise<Contestant> => {
      const url = address + PATH;
      await ask(url, bodies()[0]!);
      return {
        name,
        url,
        bodies: bodies(),
        pids: alone ? [pid] : [pid, predictor.pid],
      };
    }),
  );
  const rules = raceRules(context.quick);
  const full = await race(contestants, rules, context);
  const pairRules = { ...rules, ...(context.quick ? {} : PAIRED), warmUp: ALREADY_WARM };
  const paired = async (ours: number, other: number): Promise<Pair> => {
    const [one, two] = await race([contestants[ours]!, contestants[other]!], pairRules, context);
    return [one!, two!];
  };
  const pairs: Pairs = { log: await paired(1, 2), oneProcess: await paired(4, 3) };
  const calm = await race(contestants, { ...rules, connections: 1, warmUp: ALREADY_WARM }, context);
  await assertLogged(
    released,
    [full[1]!, full[4]!, calm[1]!, calm[4]!, pairs.log[0], pairs.oneProcess[0]].flat(),
  );
  return {
    title: 'Gateway in front of a predictor',
    tables: [throughputTable(ways, full), goalsTable(full, pairs), latencyTable(ways, calm)],
    about: [
      `One row of ${FEATURES} features in the Open Inference Protocol, a signed model of ${TREES} trees. The gateway verifies, assigns each of ${UNITS} units to an arm of an A/B experiment, asks the predictor, decides, writes the record to the spool and answers then. Both arms are the same deployment, so that the predictor does the same work for all. Without its log the gateway does the same and records nothing, which only this bench can do. In one process, gateway and predictor are the same process, with the log; the bare echo reads the same request and answers as many bytes.`,
      'Gateway and predictor share one core: the second hop is paid from the same processor that the model runs on. `wrk` has the other core.',
      `${describeRules(rules)} What the log costs, and how one process compares to the echo, comes from races of the two alone, in ${pairRules.rounds} rounds of ${pairRules.seconds} s: the speed of a shared machine changes by more within seconds than the difference that is asked for. Below it the same in the race of all, where each rests between its rounds.`,
      describeQuiet(full),
    ],
    figures: {
      gatewayToPredictor: digits(ratioOf(perSecond(full[1]!), perSecond(full[0]!)).median, 4),
      gatewayWithoutLogToPredictor: digits(ratioOf(perSecond(full[2]!), perSecond(full[0]!)).median, 4),
      oneProcessToEcho: digits(
        ratioOf(perSecond(pairs.oneProcess[0]), perSecond(pairs.oneProcess[1])).median,
        4,
      ),
      gatewayToNginx: full[5] ? digits(ratioOf(perSecond(full[1]!), perSecond(full[5])).median, 4) : null,
      nginxToPredictor: full[5] ? digits(ratioOf(perSecond(full[5]), perSecond(full[0]!)).median, 4) : null,
      loggingCost: digits(1 - ratioOf(perSecond(pairs.log[0]), perSecond(pairs.log[1])).median, 4),
      loggingCostByCpu: digits(costByCpu(pairs.log), 4),
      ...Object.assign({}, ...ways.map(({ key }, i) => figuresOf(key, full[i]!, calm[i]!))),
    },
  };
};

/** Rounds of two that are compared. */
type Pair = readonly [readonly Round[], readonly Round[]];

/** With the log and without it, one process and the echo, each two loaded in turn. */
interface Pairs {
  readonly log: Pair;
  readonly oneProcess: Pair;
}

/** Predictor alone, gateway with and without log, a bare echo, one process, and nginx where it is installed, in this order. */
const startWays = async (
  released: ReleasedModel,
  predictor: RunningServer,
  context: BenchContext,
): Promise<Way[]> => {
  const routingFile = await writeBenchRouting(released, predictor.address);
  const gateway = (log: 'spool' | 'none', alone = false) =>
    startGateway(released, { routingFile, log, alone }, context);
  const answer = await ask(predictor.address + PATH, bodies()[0]!);
  const ways: Way[] = [
    { name: 'predictor alone', key: 'predictor', server: predictor, alone: true },
    { name: 'gateway, A/B, log', key: 'gateway', server: await gateway('spool') },
    { name: 'gateway, A/B, no log', key: 'gatewayWithoutLog', server: await gateway('none') },
    { name: 'bare echo', key: 'echo', server: await startEcho(answer.length, context), alone: true },
    { name: 'one process, A/B, log', key: 'oneProcess', server: await gateway('spool', true), alone: true },
  ];
  if (!isInstalled('nginx')) return ways;
  return [...ways, { name: 'nginx', key: 'nginx', server: await startNginx(predictor.address, context) }];
};

/** Share of the requests that the log displaces, when the processor is all that limits them. */
const costByCpu = ([logged, unlogged]: Pair): number =>
  1 - ratioOf(perProcessorSecond(logged), perProcessorSecond(unlogged)).median;

const throughputTable = (ways: readonly Way[], rounds: readonly (readonly Round[])[]): Table => ({
  head: ['64 connections', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'of the predictor', 'by CPU'],
  rows: ways.map(({ name }, i) => {
    const { requestsPerSecond, p50Ms, p99Ms, processorMicros } = summarise(rounds[i]!);
    const byProcessor = ratioOf(perProcessorSecond(rounds[i]!), perProcessorSecond(rounds[0]!));
    return [
      name,
      range(requestsPerSecond),
      milliseconds(p50Ms.median),
      milliseconds(p99Ms.median),
      processorMicros.median.toFixed(1),
      ...(i === 0
        ? ['', '']
        : [ratio(ratioOf(perSecond(rounds[i]!), perSecond(rounds[0]!))), byProcessor.median.toFixed(3)]),
    ];
  }),
});

/** The figures that the design sets goals for. */
const goalsTable = (full: readonly (readonly Round[])[], pairs: Pairs): Table => {
  const nginx = full[5];
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const logCost = (name: string, pair: Pair, goal: string) => {
    const { median, min, max } = ratioOf(perSecond(pair[0]), perSecond(pair[1]));
    return [name, ...[median, max, min].map((kept) => percent(1 - kept)), percent(costByCpu(pair)), goal];
  };
  const compared = (name: string, [one, other]: Pair, goal: string) => {
    const { median, min, max } = ratioOf(perSecond(one), perSecond(other));
    const byCpu = ratioOf(perProcessorSecond(one), perProcessorSecond(other)).median;
    return [name, ...[median, min, max, byCpu].map((value) => value.toFixed(3)), goal];
  };
  return {
    head: ['goals', 'median', 'min', 'max', 'by CPU', 'goal'],
    rows: [
      logCost('log: share of the throughput without it', pairs.log, '≤ 7 %'),
      logCost('the same in the race of all', [full[1]!, full[2]!], ''),
      compared('one process to the bare echo', pairs.oneProcess, '≥ 0.7'),
      compared('the same in the race of all', [full[4]!, full[3]!], ''),
      ...(nginx ? [compared('gateway to nginx', [full[1]!, nginx], '≥ 0.6')] : []),
    ],
  };
};

const latencyTable = (ways: readonly Way[], rounds: readonly (readonly Round[])[]): Table => ({
  head: ['1 connection', 'p50 ms', 'p99 ms', 'p50 above the predictor ms'],
  rows: ways.map(({ name }, i) => {
    const { p50Ms, p99Ms } = summarise(rounds[i]!);
    const above = p50Ms.median - summarise(rounds[0]!).p50Ms.median;
    return [name, milliseconds(p50Ms.median), milliseconds(p99Ms.median), i === 0 ? '' : milliseconds(above)];
  }),
});

const figuresOf = (key: string, full: readonly Round[], calm: readonly Round[]): Record<string, number> => {
  const { requestsPerSecond, p50Ms, p99Ms, processorMicros, coreShare } = summarise(full);
  return {
    [`${key}PerSecond`]: digits(requestsPerSecond.median, 0),
    [`${key}P50Ms`]: digits(p50Ms.median, 3),
    [`${key}P99Ms`]: digits(p99Ms.median, 3),
    [`${key}CpuMicros`]: digits(processorMicros.median, 2),
    [`${key}CoreShare`]: digits(coreShare.median, 3),
    [`${key}OneConnectionP50Ms`]: digits(summarise(calm).p50Ms.median, 3),
    [`${key}OneConnectionP99Ms`]: digits(summarise(calm).p99Ms.median, 3),
  };
};

/** A gateway that answers without recording would be fast and worthless: every measured answer must be in the spool. */
const assertLogged = async ({ directory }: ReleasedModel, rounds: readonly Round[]): Promise<void> => {
  const answered = rounds.reduce((sum, { requests }) => sum + requests, 0);
  const { waitingRecords } = await createSpoolReader({ directory: directory.spool }).statistics();
  if (waitingRecords < answered)
    throw new Error(`the spool holds ${waitingRecords} records of ${answered} answered requests`);
};

export const gatewayBench: Bench = {
  name: 'gateway',
  about: 'the gateway in front of a predictor, with and without its log, against the predictor alone',
  run,
};
