import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ModelSignature } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import { flightSampleSql } from './flight.ts';
import { readStepEnvironment } from './step-environment.ts';
import { openFlights } from './testing/flights.ts';
import { runTrainingStep } from './training-step.ts';

const script = fileURLToPath(new URL('./train.ts', import.meta.url));
let directory: string;
let flights: Awaited<ReturnType<typeof openFlights>>;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-train-'));
  flights = await openFlights();
});
after(async () => {
  flights[Symbol.dispose]();
  await rm(directory, { recursive: true });
});

async function snapshot(sql: string, options = ''): Promise<string> {
  const path = join(await mkdtemp(join(directory, 'snapshot-')), 'training.parquet');
  await flights.run(`copy (${sql}) to '${path}' (format parquet${options})`);
  return path;
}

const described = (path: string) => ({
  path,
  format: 'parquet',
  rows: 0,
  digest: `sha256:${'0'.repeat(64)}`,
});

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  output: string;
  metrics: { key: string; value: number; step: number }[];
}

/** Runs the step as the platform does: a process of its own that knows nothing but the variables. */
async function runStep(inputs: Record<string, string>, parameters: object = {}, seed = 42): Promise<Outcome> {
  const output = await mkdtemp(join(directory, 'output-'));
  const file = async (name: string, content: object) => {
    const path = join(directory, `${name}-${output.slice(-6)}.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const metricsFile = join(directory, `metrics-${output.slice(-6)}.jsonl`);
  await writeFile(metricsFile, '');
  const child = spawn(process.execPath, [script], {
    env: {
      SLIPWAY_INPUTS: await file(
        'inputs',
        Object.fromEntries(Object.entries(inputs).map(([name, path]) => [name, described(path)])),
      ),
      SLIPWAY_PARAMETERS: await file('parameters', parameters),
      SLIPWAY_OUTPUT_DIR: output,
      SLIPWAY_SEED: String(seed),
      SLIPWAY_METRICS: metricsFile,
    },
  });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk) => (texts[stream] += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = (await readFile(metricsFile, 'utf8')).split('\n').filter(Boolean);
  return { code, ...texts, output, metrics: lines.map((line) => JSON.parse(line)) };
}

test('a snapshot becomes a model with its signature, metrics and lines of progress', async () => {
  const sql = flightSampleSql({ from: '2001-01-01', to: '2001-03-01', rows: 3000, order: 'hash' });
  const run = await runStep({ training: await snapshot(sql) });
  assert.equal(run.stderr, '');
  assert.equal(run.code, 0);
  assert.deepEqual(
    run.stdout.split('\n').map((line) => line.replace(/\d[\d.]*|\/\S+/g, '#')),
    [
      'reading #',
      'training # rows x # features with GradientBoostedTrees (one thread, no output until done)',
      'trained # trees in # s, log-loss on the training rows #',
      'wrote model.onnx (# KiB) and signature.json',
      '',
    ],
  );
  assert.deepEqual((await readdir(run.output)).toSorted(), ['model.onnx', 'signature.json']);
  const signature = ModelSignature.parse(
    JSON.parse(await readFile(join(run.output, 'signature.json'), 'utf8')),
  );
  assert.deepEqual(signature.classes, ['0', '1']);
  assert.deepEqual(
    signature.features.map(({ name }) => name),
    ['hour', 'weekday', 'distance', 'origin', 'destination'],
  );
  const metrics = Object.fromEntries(run.metrics.map(({ key, value }) => [key, value]));
  assert.deepEqual(Object.keys(metrics), ['rows', 'trees', 'seconds', 'trainingLogLoss']);
  assert.equal(metrics.rows, 3000);
  // A constant guess of the base rate, 22 %, has 0.527.
  assert.ok(
    metrics.trainingLogLoss! > 0.3 && metrics.trainingLogLoss! < 0.52,
    String(metrics.trainingLogLoss),
  );

  const model = await loadModel(join(run.output, 'model.onnx'), signature);
  const flight = { weekday: 5, distance: 370, origin: 'PHX', destination: 'LAX' };
  const scores = await model.score([
    { ...flight, hour: 6 },
    { ...flight, hour: 21 },
    { ...flight, hour: 21, origin: null, destination: 'never seen' },
  ]);
  await model.release();
  const [morning, evening, strange] = scores.map(([, late]) => late);
  assert.ok(evening! > morning!, `late in the evening ${evening}, in the morning ${morning}`);
  assert.ok(strange! > 0 && strange! < 1, String(strange));
});

test('the same snapshot and seed give the same bytes; the seed changes them', async () => {
  const sql = flightSampleSql({ from: '2001-01-01', to: '2001-02-01', rows: 2000, order: 'hash' });
  const training = await snapshot(sql, ', compression zstd');
  const models = await Promise.all(
    [42, 42, 43].map(async (seed) =>
      readFile(join((await runStep({ training }, {}, seed)).output, 'model.onnx')),
    ),
  );
  assert.ok(models[0]!.equals(models[1]!));
  assert.ok(!models[0]!.equals(models[2]!));
});

test('the parameter chooses the learner; a boolean label is fine', async () => {
  const sql = `select * replace (late = 1 as late) from (${flightSampleSql({ from: '2001-01-01', to: '2001-02-01', rows: 500, order: 'hash' })})`;
  const run = await runStep({ training: await snapshot(sql) }, { learner: 'RandomForest' });
  assert.equal(run.stderr, '');
  assert.equal(run.metrics.find(({ key }) => key === 'trees')?.value, 300);
});

const flight = (late: string, count: number) =>
  `select 1 as hour, 2 as weekday, 3 as distance, 'SEA' as origin, 'LAX' as destination, ${late} as late from range(${count})`;

test('input that cannot be trained on is refused with the reason, and nothing is written', async () => {
  const some = await snapshot(flight('range % 2', 30));
  const outputDirectory = await mkdtemp(join(directory, 'output-'));
  const missing = /column weekday, distance, origin, destination is missing/;
  const failures: [Record<string, string>, Record<string, unknown>, RegExp][] = [
    [{ training: await snapshot('select 1 as hour, 0 as late') }, {}, missing],
    [{ training: await snapshot(flight('0', 0)) }, {}, /no rows/],
    [{ training: await snapshot(flight('1', 30)) }, {}, /late has one class only/],
    [{ training: await snapshot(flight(`'yes'`, 30)) }, {}, /late must hold 0 or 1/],
    [{ training: script }, {}, /not a readable Parquet file/],
    [{ training: join(directory, 'nowhere.parquet') }, {}, /not a readable Parquet file/],
    [{ other: some }, {}, /no input named training/],
    [{ training: some }, { learner: 'Perceptron' }, /parameter learner is "Perceptron"; known are/],
    [{ training: some }, { learner: 'Cart' }, /Cart could not be trained/],
  ];
  for (const [paths, parameters, message] of failures) {
    const inputs = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, described(path)]));
    const step = { inputs, parameters, seed: 42, outputDirectory, metricsFile: undefined };
    await assert.rejects(
      runTrainingStep(step, () => {}),
      message,
    );
  }
  assert.deepEqual(await readdir(outputDirectory), []);
});

test('a failed step ends with one line on stderr and code 1', async () => {
  const run = await runStep({ training: await snapshot(flight('1', 30)) });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /^train: column late has one class only \(1\); both 0 and 1 are needed\n$/);
  assert.deepEqual(run.metrics, []);
});

test('without the variables of a step the script says what it is', async () => {
  await assert.rejects(readStepEnvironment({}), /SLIPWAY_SEED is not set; this script is a step/);
  await assert.rejects(readStepEnvironment({ SLIPWAY_SEED: 'x' }), /SLIPWAY_SEED is not a whole number/);
  const variables = { SLIPWAY_SEED: '1', SLIPWAY_INPUTS: script, SLIPWAY_OUTPUT_DIR: directory };
  await assert.rejects(readStepEnvironment(variables), /SLIPWAY_INPUTS does not name a readable JSON file/);
});
