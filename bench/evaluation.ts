import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvaluationPlan, type EvaluationReport } from '@slipway/contracts';
import { digestOf, digestOfFile } from '@slipway/platform';
import { seededRandom } from '@slipway/statistics';
import { EVALUATION_FILES, type EvaluationTask } from '@slipway/training/worker';
import { parquetWriteFile } from 'hyparquet-writer';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { watchProcessors } from './load/processor-time.ts';
import { watchPeakMemory } from './memory/memory-sampler.ts';
import { readProcesses } from './memory/process-facts.ts';
import type { BenchModel } from './model/bench-model.ts';
import { forestModel } from './model/forest.ts';
import { count, digits } from './report/figures.ts';
import { PROCESS_ENTRY } from './servers/start-servers.ts';

const ROWS = 1_000_000;
const QUICK_ROWS = 50_000;
const TREES = 300;
const FEATURES = 20;
/** As DuckDB writes them. */
const ROW_GROUP_ROWS = 122_880;
const GOAL_SECONDS = 60;
const GOAL_MEGABYTES = 1500;
/** With more of the machine gone to other programs, the seconds say nothing about the evaluator. */
const BUSY_SHARE = 0.1;
const AIRPORTS = ['ATL', 'ORD', 'DEN', 'LAX', 'JFK', 'SFO', 'SEA', 'MIA'];
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];
const EVALUATOR = new URL(import.meta.resolve('@slipway/training/evaluate')).pathname;

const PLAN = EvaluationPlan.parse({
  holdout: 'select * from holdout',
  label: 'late',
  slices: [
    { column: 'origin', top: 20 },
    { column: 'x0', bands: [0, 0.25, 0.5, 0.75] },
  ],
});

/** Rows of the forest's features with a category to slice by, and labels that depend on the first feature. */
const writeHoldout = (path: string, rows: number): void => {
  const random = seededRandom(3);
  const features = Array.from({ length: FEATURES }, () =>
    Float64Array.from({ length: rows }, () => Number(random().toFixed(4))),
  );
  const origins = Array.from({ length: rows }, () => AIRPORTS[Math.floor(random() ** 2 * AIRPORTS.length)]!);
  const labels = Int32Array.from({ length: rows }, (_, row) =>
    random() < 0.2 + 0.6 * features[0]![row]! ? 1 : 0,
  );
  parquetWriteFile({
    filename: path,
    rowGroupSize: ROW_GROUP_ROWS,
    columnData: [
      ...features.map((data, i) => ({ name: `x${i}`, type: 'DOUBLE' as const, data })),
      { name: 'origin', type: 'STRING', data: origins },
      { name: 'late', type: 'INT32', data: labels },
    ],
  });
};

const writeModel = async (directory: string, name: string, { model, signature }: BenchModel) => {
  const path = join(directory, `${name}.onnx`);
  await writeFile(path, model);
  return { path, signature, digest: digestOf(model) };
};

interface Measured {
  readonly name: string;
  readonly key: string;
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly otherShare: number;
  readonly megabytes: number;
  readonly report: EvaluationReport;
}

/** Runs the evaluator as the worker does: a process of its own, with the path of its task. */
const measure = async (
  name: string,
  key: string,
  task: Omit<EvaluationTask, 'output'>,
  directory: string,
  { say, resources }: BenchContext,
): Promise<Measured> => {
  const output = join(directory, key, 'output');
  await mkdir(output, { recursive: true });
  const file = join(directory, key, EVALUATION_FILES.task);
  await writeFile(file, JSON.stringify({ ...task, output }));
  const processors = watchProcessors();
  const begun = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, EVALUATOR, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  resources.defer(async () => {
    child.kill('SIGKILL');
  });
  const memory = watchPeakMemory(
    () => readProcesses().filter(({ pid, parent }) => pid === child.pid || parent === child.pid),
    100,
  );
  const [code] = await once(child, 'exit');
  const wallSeconds = (performance.now() - begun) / 1000;
  const { peak } = memory.stop();
  const { ownSeconds, otherShare } = processors();
  if (code !== 0) throw new Error(`the evaluator ended with exit code ${code}`);
  const report = JSON.parse(await readFile(join(output, EVALUATION_FILES.report), 'utf8'));
  say(
    `${name}: ${wallSeconds.toFixed(1)} s, ${ownSeconds.toFixed(1)} s of processor, ${count(peak.megabytes)} MB`,
  );
  return {
    name,
    key,
    wallSeconds,
    processorSeconds: ownSeconds,
    otherShare,
    megabytes: peak.megabytes,
    report,
  };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  const { quick, resources, say } = context;
  const rows = quick ? QUICK_ROWS : ROWS;
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'holdout.parquet');
  say(`writing a holdout of ${count(rows)} rows × ${FEATURES} features`);
  writeHoldout(path, rows);
  const size = { trees: TREES, features: FEATURES };
  const candidate = await writeModel(directory, 'candidate', forestModel(size));
  const champion = await writeModel(directory, 'champion', forestModel({ ...size, seed: 7 }));
  const task = {
    candidate,
    holdout: { path, digest: await digestOfFile(path), rows },
    plan: PLAN,
    predictorCommand: ['node', ...NODE_FLAGS, PROCESS_ENTRY, 'predictor'],
    seed: 42,
  };
  const measured = [
    await measure('candidate alone', 'alone', task, directory, context),
    await measure(
      'candidate and champion',
      'compared',
      { ...task, champion: { ...champion, model: 'forest', version: 1 } },
      directory,
      context,
    ),
  ];
  return {
    title: `An evaluation of ${count(rows)} rows × ${FEATURES} features, ${TREES} trees`,
    about: [
      `The real evaluator process on a Parquet holdout: every metric with its interval, ${measured[1]!.report.slices.length} slices, calibration, importance, robustness, per-row predictions as Parquet, and 532 rows through a real predictor over HTTP. Memory is the largest proportional set size of evaluator and predictor together. Goal: ${GOAL_SECONDS} s and ${count(GOAL_MEGABYTES)} MB on 2 cores.`,
      `Meanwhile ${measured.map(({ otherShare }) => `${(100 * otherShare).toFixed(0)} %`).join(' and ')} of the machine went to other programs: seconds of processor are those of the evaluation alone.`,
    ],
    tables: [
      {
        head: ['evaluated', 'seconds', 'processor s', 'peak MB', 'rows/s', 'served alike', 'goal'],
        rows: measured.map((each) => [
          each.name,
          each.wallSeconds.toFixed(1),
          each.processorSeconds.toFixed(1),
          count(each.megabytes),
          count(rows / each.wallSeconds),
          servedAlike(each.report),
          quick ? '' : judgeGoal(each),
        ]),
      },
    ],
    figures: {
      rows,
      ...Object.assign({}, ...measured.map(figuresOf)),
    },
  };
};

const servedAlike = ({ serving }: EvaluationReport): string =>
  serving === undefined ? '–' : `${serving.rows - serving.mismatches} of ${serving.rows}`;

const judgeGoal = ({ wallSeconds, megabytes, otherShare }: Measured): string => {
  if (wallSeconds <= GOAL_SECONDS && megabytes <= GOAL_MEGABYTES) return 'met';
  return megabytes <= GOAL_MEGABYTES && otherShare > BUSY_SHARE ? 'machine busy' : 'missed';
};

const figuresOf = ({ key, wallSeconds, processorSeconds, megabytes, otherShare }: Measured) => ({
  [`${key}Seconds`]: digits(wallSeconds, 2),
  [`${key}ProcessorSeconds`]: digits(processorSeconds, 2),
  [`${key}PeakMb`]: digits(megabytes, 0),
  [`${key}OtherShare`]: digits(otherShare, 3),
});

export const evaluationBench: Bench = {
  name: 'evaluation',
  about: 'the evaluator on a million rows: time, processor and memory, alone and against a champion',
  run,
};
