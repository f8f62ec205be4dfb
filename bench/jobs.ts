import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { type Role, StackStatus } from '@slipway/contracts';
import { dataDirectory, readJson, readToken } from '@slipway/platform';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { fillHistory } from './jobs/fill-history.ts';
import { measurePages, type PageFinding } from './jobs/measure-pages.ts';
import { measureStarts } from './jobs/measure-starts.ts';
import { processorSeconds } from './load/processor-time.ts';
import { sampleMemory } from './memory/memory-sampler.ts';
import { readProcesses } from './memory/process-facts.ts';
import { count, digits, milliseconds } from './report/figures.ts';
import { startProgram } from './stack/child-program.ts';

const READY_MS = 60_000;
const SETTLE_SECONDS = 3;
const PAGE_GOAL_MS = 50;
const START_GOAL_MS = 150;

interface RunningStack {
  readonly control: string;
  /** Of the control process. */
  readonly pid: number;
  readonly token: (role: Role) => string | undefined;
}

/** The stack of a data directory, as a user starts it. */
const startStack = async (directory: string, context: BenchContext): Promise<RunningStack> => {
  const parameters = ['up', '--json', '--port-base', '0', '--data-dir', directory];
  const program = startProgram('surfaces/cli/bin/slipway.mjs', parameters, directory, context);
  const end = Date.now() + READY_MS;
  while (!program.results().includes('"addresses"')) {
    if (program.child.exitCode !== null || Date.now() > end)
      throw new Error(`slipway up did not start: ${program.output().trim()}`);
    await sleep(50);
  }
  const paths = dataDirectory(directory);
  const { processes } = StackStatus.parse(await readJson(paths.status));
  const control = processes.find(({ name }) => name === 'control');
  if (!control?.address || !control.pid) throw new Error('the control process has no address');
  const tokens = new Map<string, string>();
  for (const role of ['author', 'operator', 'viewer']) {
    const token = await readToken(join(paths.tokens, role));
    if (token !== null) tokens.set(role, token);
  }
  return { control: control.address, pid: control.pid, token: (role) => tokens.get(role) };
};

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]!;

const run = async (context: BenchContext): Promise<BenchReport> => {
  const [loadBefore = 0] = loadavg();
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const history = await fillHistory(directory, context);
  const { control, pid, token } = await startStack(directory, context);
  await sleep(SETTLE_SECONDS * 1000);

  const idleSeconds = context.quick ? 3 : 20;
  const before = processorSeconds(pid);
  await sleep(idleSeconds * 1000);
  const idleShare = (processorSeconds(pid) - before) / idleSeconds;
  context.say(`control uses ${(idleShare * 100).toFixed(1)} % of a core when idle`);

  const pages = await measurePages(control, token('author') ?? '', history, context);
  const client = createClient({
    addresses: { control },
    token: (roles) => token(roles.find((role) => token(role) !== undefined) ?? 'author'),
  });
  const { leased, begun } = await measureStarts(client, context);
  context.say(
    `a step begins ${quantile(begun, 0.5).toFixed(0)} ms after it is ready (p99 ${quantile(begun, 0.99).toFixed(0)})`,
  );
  const { megabytes } = sampleMemory(readProcesses().filter((known) => known.pid === pid));

  const starts = [
    { what: 'ready, to the lease of a worker', key: 'leased', values: leased },
    { what: 'ready, to the begin of its process', key: 'begun', values: begun },
  ];
  return {
    title: 'One control process with a long history',
    tables: [
      {
        head: [
          `with ${count(history.runs)} runs and ${count(history.points)} points`,
          'p50 ms',
          'p95 ms',
          'p99 ms',
          'kB',
          'goal p99',
        ],
        rows: pages.map(({ what, latencies, bytes, usual }) => [
          what,
          ...[latencies.p50Ms, latencies.p95Ms, latencies.p99Ms].map(milliseconds),
          count(bytes / 1000),
          usual ? `< ${PAGE_GOAL_MS}` : '',
        ]),
      },
      {
        head: ['a step', 'p50 ms', 'p95 ms', 'p99 ms', 'goal p99'],
        rows: starts.map(({ what, values }) => [
          what,
          ...[0.5, 0.95, 0.99].map((share) => quantile(values, share).toFixed(0)),
          `< ${START_GOAL_MS}`,
        ]),
      },
      {
        head: ['the control process', 'value'],
        rows: [
          ['idle, share of a core', `${(idleShare * 100).toFixed(1)} %`],
          ['memory after the measurements (PSS)', `${megabytes.toFixed(0)} MB`],
          ['load of the machine before the bench (1 min)', loadBefore.toFixed(1)],
        ],
      },
    ],
    about: [
      'The history is written into the tables of the job server by bulk statements, then the whole stack is started on it as a user starts it. Each page is asked for over HTTP again and again by one client, a request after the other; the latency holds authentication, queries, and the check of the answer against its schema. On a machine that is busy with other things (its load is in the last table) most of a latency is waiting for a processor.',
      `Half of all points belong to one run, whose metrics are asked for. The steps are ${leased.length + 1} commands in a chain that do nothing; a step is ready when the one before it has been handed in, and begins when the operating system has started its process (what Node then needs to load a script is the command's own time).`,
    ],
    figures: {
      ...Object.assign({}, ...pages.map(figuresOf)),
      ...Object.fromEntries(
        starts.flatMap(({ key, values }) =>
          [50, 95, 99].map((percent) => [`${key}P${percent}Ms`, digits(quantile(values, percent / 100), 1)]),
        ),
      ),
      idleCoreShare: digits(idleShare, 4),
      controlMegabytes: digits(megabytes, 0),
      loadBefore: digits(loadBefore, 1),
    },
  };
};

const figuresOf = ({ key, latencies }: PageFinding): Record<string, number> => ({
  [`${key}P50Ms`]: digits(latencies.p50Ms, 2),
  [`${key}P95Ms`]: digits(latencies.p95Ms, 2),
  [`${key}P99Ms`]: digits(latencies.p99Ms, 2),
});

export const jobsBench: Bench = {
  name: 'jobs',
  about: 'the job server with 10,000 runs and 1,000,000 metric points: pages, metrics, starts of steps',
  run,
};
