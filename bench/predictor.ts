import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { type Contestant, describeRules, type Round, race, raceRules } from './load/race.ts';
import { ratioOf } from './load/spread.ts';
import { describeQuiet, perProcessorSecond, perSecond, summarise } from './load/summarise.ts';
import { requireLoadTools } from './load/tools.ts';
import { inferBody, rowsBody } from './model/bench-model.ts';
import { FEATURES, forestModel, forestRows, TREES } from './model/forest.ts';
import { releaseModel } from './model/released-model.ts';
import { count, digits, milliseconds, range, ratio } from './report/figures.ts';
import { startEcho, startPredictor } from './servers/start-servers.ts';

/** One way to ask the predictor. */
interface Question {
  readonly name: string;
  /** The head of its figures' names. */
  readonly key: string;
  readonly rows: number;
  readonly path: string;
  /** Sent in turn. */
  readonly bodies: readonly string[];
}

/** A question with what the echo and the predictor did with it. */
interface Result {
  readonly question: Question;
  readonly echo: readonly Round[];
  readonly predictor: readonly Round[];
}

const INFER = '/v2/models/forest/infer';
const MANY = 128;
/** Of the echo's throughput with one row in the Open Inference Protocol. */
const GOAL = 0.75;

const questions = (): Question[] => {
  const changing = forestRows(1000).map((row) => inferBody([row]));
  const one = { rows: 1, path: INFER };
  return [
    { ...one, name: '1 row, OIP', key: 'restOneRow', bodies: changing.slice(0, 1) },
    { ...one, name: '1 row of 1,000, OIP', key: 'restChangingRow', bodies: changing },
    {
      name: '1 row, plain',
      key: 'plainOneRow',
      rows: 1,
      path: '/v1/predictions',
      bodies: [rowsBody(forestRows(1))],
    },
    {
      name: `${MANY} rows, OIP`,
      key: `rest${MANY}Rows`,
      rows: MANY,
      path: INFER,
      bodies: [inferBody(forestRows(MANY))],
    },
  ];
};

/** Of up to fifty answers; scores differ in their number of digits. */
const meanAnswerBytes = async (url: string, bodies: readonly string[]): Promise<number> => {
  const answers = await Promise.all(bodies.slice(0, 50).map((body) => ask(url, body)));
  return Math.round(Buffer.byteLength(answers.join('')) / answers.length);
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const predictor = await startPredictor(await releaseModel(forestModel(), context), context);
  const asked = questions();
  const contestants: Contestant[] = [];
  for (const { name, path, bodies } of asked) {
    const echo = await startEcho(await meanAnswerBytes(predictor.address + path, bodies), context);
    for (const [server, { address, pid }] of Object.entries({ echo, predictor }))
      contestants.push({ name: `${name}: ${server}`, url: address + path, bodies, pids: [pid] });
  }
  const rules = raceRules(context.quick);
  const rounds = await race(contestants, rules, context);
  const results = asked.map(
    (question, i): Result => ({ question, echo: rounds[2 * i]!, predictor: rounds[2 * i + 1]! }),
  );
  return {
    title: 'Predictor against a bare HTTP echo',
    tables: [
      {
        head: [
          'request',
          'server',
          'requests/s',
          'rows/s',
          'p50 ms',
          'p99 ms',
          'CPU µs/request',
          'of the echo',
          'by CPU',
          'goal',
        ],
        rows: results.flatMap(rowsOf),
      },
    ],
    about: [
      `The model has ${TREES} trees and ${FEATURES} features; it is signed, and held by the process that \`slipway up\` starts. The echo is a \`node:http\` server that reads the same request and answers as many bytes as the predictor does. Every server is a process of its own, all on one core; \`wrk\` has the other.`,
      'The same row again and again teaches the processor which way each tree branches; rows that change, as real ones do, show what the model costs without that.',
      describeRules(rules),
      describeQuiet(rounds),
    ],
    figures: Object.assign({}, ...results.map(figuresOf)),
  };
};

const rowsOf = ({ question: { name, rows, key }, echo, predictor }: Result): string[][] => {
  const line = (server: string, rounds: readonly Round[], ...more: string[]) => {
    const { requestsPerSecond, p50Ms, p99Ms, processorMicros } = summarise(rounds);
    return [
      name,
      server,
      range(requestsPerSecond),
      count(rows * requestsPerSecond.median),
      milliseconds(p50Ms.median),
      milliseconds(p99Ms.median),
      processorMicros.median.toFixed(1),
      ...more,
    ];
  };
  const ofEcho = ratio(ratioOf(perSecond(predictor), perSecond(echo)));
  const byProcessor = ratioOf(perProcessorSecond(predictor), perProcessorSecond(echo)).median.toFixed(3);
  return [
    line('echo', echo),
    line('predictor', predictor, ofEcho, byProcessor, key === 'restOneRow' ? `≥ ${GOAL}` : ''),
  ];
};

const figuresOf = ({ question: { key, rows }, echo, predictor }: Result): Record<string, number> => {
  const { requestsPerSecond, p50Ms, p99Ms, processorMicros, coreShare } = summarise(predictor);
  const bare = summarise(echo);
  const byProcessor = ratioOf(perProcessorSecond(predictor), perProcessorSecond(echo));
  const { median, min, max } = ratioOf(perSecond(predictor), perSecond(echo));
  return {
    [`${key}ToEcho`]: digits(median, 4),
    [`${key}ToEchoMin`]: digits(min, 4),
    [`${key}ToEchoMax`]: digits(max, 4),
    [`${key}ToEchoByCpu`]: digits(byProcessor.median, 4),
    [`${key}PerSecond`]: digits(requestsPerSecond.median, 0),
    [`${key}EchoPerSecond`]: digits(bare.requestsPerSecond.median, 0),
    [`${key}RowsPerSecond`]: digits(rows * requestsPerSecond.median, 0),
    [`${key}P50Ms`]: digits(p50Ms.median, 3),
    [`${key}P99Ms`]: digits(p99Ms.median, 3),
    [`${key}CpuMicros`]: digits(processorMicros.median, 2),
    [`${key}EchoCpuMicros`]: digits(bare.processorMicros.median, 2),
    [`${key}CoreShare`]: digits(coreShare.median, 3),
  };
};

export const predictorBench: Bench = {
  name: 'predictor',
  about: 'the predictor against a bare node:http echo: one row, plain rows, 128 rows',
  run,
};
