import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeAtomically } from '@slipway/platform';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import type { ProcessorUse } from './load/processor-time.ts';
import type { MemorySample } from './memory/memory-sampler.ts';
import { count, digits } from './report/figures.ts';
import { describeMachine } from './report/machine.ts';
import { renderTable, type Table } from './report/markdown-table.ts';
import { replaceBlock } from './report/readme-block.ts';
import { trimCapture } from './report/terminal-capture.ts';
import { measureIdleStack } from './stack/measure-idle-stack.ts';
import { measureQuickstart } from './stack/measure-quickstart.ts';

const README = resolve(import.meta.dirname, '../README.md');
const CAPTURE = { lines: 70, columns: 130 };

/** A figure that must not pass its limit. */
interface LimitedFigure {
  readonly what: string;
  readonly key: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: 's' | 'MB';
}

const run = async (context: BenchContext): Promise<BenchReport> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const dataDirectory = join(directory, '.slipway');
  context.say('running the quickstart in a directory of its own');
  const quickstart = await measureQuickstart(directory, dataDirectory, context);
  context.say('starting the stack of that directory again');
  const stack = await measureIdleStack(directory, dataDirectory, context);
  const limited: LimitedFigure[] = [
    {
      what: 'quickstart, from nothing to the end',
      key: 'quickstartSeconds',
      value: quickstart.seconds,
      limit: 150,
      unit: 's',
    },
    {
      what: 'its memory at the peak, all processes',
      key: 'quickstartPeakMegabytes',
      value: quickstart.peak.megabytes,
      limit: 2000,
      unit: 'MB',
    },
    {
      what: 'memory of the idle stack with one model',
      key: 'idleMegabytes',
      value: stack.idle.megabytes,
      limit: 500,
      unit: 'MB',
    },
    {
      what: '`slipway up` on that directory, until ready',
      key: 'upSeconds',
      value: stack.readySeconds,
      limit: 5,
      unit: 's',
    },
    {
      what: 'the same, until the first answer',
      key: 'upFirstAnswerSeconds',
      value: stack.answerSeconds,
      limit: 5,
      unit: 's',
    },
  ];
  const limits = limitTable(limited);
  if (!context.quick) await writeReadme(limits, describeProcessors(quickstart.processors), quickstart.output);
  return {
    title: 'Time and memory of the whole stack',
    tables: [
      limits,
      memoryTable('idle stack', stack.idle),
      memoryTable('quickstart at its peak', quickstart.peak),
    ],
    about: [
      `Memory is the sum of the proportional set sizes (pages that processes share are counted once) of all processes that the commands start, with the commands themselves, in MB of 2^20 bytes. The quickstart is looked at ${quickstart.looks} times; the idle stack is looked at ${stack.settledSeconds} s after its first answer.`,
      `The quickstart runs unattended (\`--yes --exit\`) with ${context.quick ? '**a twentieth of its data**' : 'its full data'}; the time is that of the whole command, with the start and the stop of the stack.`,
      describeProcessors(quickstart.processors),
    ],
    figures: {
      ...Object.fromEntries(limited.map(({ key, value }) => [key, digits(value, 2)])),
      quickstartCpuSeconds: digits(quickstart.processors.ownSeconds, 1),
      otherCpuShare: digits(quickstart.processors.otherShare, 3),
      withinLimits: limited.every(({ value, limit }) => value <= limit),
    },
  };
};

/** Above this share of the machine for others, times say little about the stack. */
const BUSY = 0.1;

const describeProcessors = ({ ownSeconds, otherShare }: ProcessorUse): string => {
  const own = `The quickstart took ${count(ownSeconds)} s of processor time; ${(100 * otherShare).toFixed(0)} % of the machine went to other programs meanwhile`;
  return otherShare < BUSY ? `${own}.` : `${own}: **on a quiet machine it is faster**.`;
};

const limitTable = (limited: readonly LimitedFigure[]): Table => ({
  head: ['', 'measured', 'limit', 'within'],
  rows: limited.map(({ what, value, limit, unit }) => [
    what,
    unit === 's' ? `${value.toFixed(1)} s` : `${count(value)} MB`,
    `${count(limit)} ${unit}`,
    value <= limit ? 'yes' : '**no**',
  ]),
});

/** Processes with the same name in one line. */
const memoryTable = (head: string, { processes, megabytes }: MemorySample): Table => {
  const byName = Map.groupBy(processes, ({ name }) => name);
  const rows = [...byName].map(([name, same]) => ({
    name: same.length === 1 ? name : `${name} (${same.length} processes)`,
    sum: same.reduce((sum, process) => sum + process.megabytes, 0),
  }));
  rows.sort((a, b) => b.sum - a.sum);
  return {
    head: [head, 'MB'],
    rows: [...rows.map(({ name, sum }) => [name, sum.toFixed(0)]), ['all together', megabytes.toFixed(0)]],
  };
};

const writeReadme = async (limits: Table, processors: string, output: string): Promise<void> => {
  const machine = describeMachine('npm run bench -- footprint').slice(1).join('; ');
  const footprint = `${renderTable(limits)}\n\n${processors} (${machine}; by process: [bench/results/footprint.md](bench/results/footprint.md))`;
  const capture = `\`\`\`text\n$ npm run quickstart -- --yes --exit --port-base 0\n${trimCapture(output, CAPTURE.lines - 1, CAPTURE.columns)}\n\`\`\``;
  const page = await readFile(README, 'utf8');
  await writeAtomically(README, replaceBlock(replaceBlock(page, 'footprint', footprint), 'capture', capture));
};

export const footprintBench: Bench = {
  name: 'footprint',
  about: 'time and memory of the quickstart and of the idle stack, against their limits',
  run,
};
