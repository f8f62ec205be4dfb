import { appendFile, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DecisionForest, LEARNERS, type Learner, type TrainingColumns } from './decision-forest.ts';
import { FLIGHT_FEATURES, FLIGHT_LABEL, LATE } from './flight.ts';
import { logLoss } from './log-loss.ts';
import { readParquetColumns } from './parquet-columns.ts';
import { groupedBy, rowOrder } from './row-order.ts';
import type { StepEnvironment } from './step-environment.ts';
import { trainingColumns } from './training-columns.ts';
import { ydfToOnnx } from './ydf-onnx/index.ts';

const INPUT = 'training';
const GROUPING = 'distance';

/**
 * Trains on the step's input `training` (a Parquet snapshot with the flight features and `late`) and writes
 * `model.onnx` and `signature.json`. Parameter `learner`: one of `LEARNERS`, GradientBoostedTrees when absent.
 * `say` gets lines of progress. Throws an error of one line for input that cannot be trained on.
 */
export async function runTrainingStep(step: StepEnvironment, say: (line: string) => void): Promise<void> {
  const learner = learnerOf(step.parameters.learner ?? 'GradientBoostedTrees');
  const input = step.inputs[INPUT];
  if (!input) throw new Error(`the step has no input named ${INPUT}`);

  say(`reading ${input.path}`);
  const names = [...FLIGHT_FEATURES.map(({ name }) => name), FLIGHT_LABEL];
  const { rows, values } = await readParquetColumns(input.path, names);
  // Yggdrasil goes over the rows feature by feature: with the flights of a route side by side (they have one distance)
  // it finds them in the processor's cache and trains a third faster.
  const order = groupedBy(rowOrder(rows, step.seed), values.get(GROUPING) ?? []);
  const columns = trainingColumns(values, FLIGHT_FEATURES, FLIGHT_LABEL, order);

  say(
    `training ${rows} rows x ${FLIGHT_FEATURES.length} features with ${learner} (one thread, no output until done)`,
  );
  const started = performance.now();
  const forest = await DecisionForest.train(
    { learner, label: FLIGHT_LABEL, task: 'CLASSIFICATION' },
    columns,
  );
  const seconds = (performance.now() - started) / 1000;
  const loss = trainingLogLoss(forest, columns);
  const { onnx, signature, trees } = await ydfToOnnx(await forest.save(), { positive: LATE });
  forest.close();
  say(`trained ${trees} trees in ${seconds.toFixed(1)} s, log-loss on the training rows ${loss.toFixed(4)}`);

  await writeWhole(join(step.outputDirectory, 'model.onnx'), onnx);
  await writeWhole(join(step.outputDirectory, 'signature.json'), `${JSON.stringify(signature, null, 2)}\n`);
  await record(step.metricsFile, { rows, trees, seconds, trainingLogLoss: loss });
  say(`wrote model.onnx (${Math.ceil(onnx.byteLength / 1024)} KiB) and signature.json`);
}

function learnerOf(parameter: unknown): Learner {
  const learner = LEARNERS.find((name) => name === parameter);
  if (!learner)
    throw new Error(`parameter learner is ${JSON.stringify(parameter)}; known are ${LEARNERS.join(', ')}`);
  return learner;
}

function trainingLogLoss(forest: DecisionForest, columns: TrainingColumns): number {
  const { [FLIGHT_LABEL]: labels = [], ...features } = columns;
  const secondIsLate = forest.classes[1] === LATE;
  const inputs = Object.fromEntries(
    Object.entries(features).map(([name, values]) => [
      name,
      values.map((value) => (value === '' || Number.isNaN(value) ? null : value)),
    ]),
  );
  const scores = forest.predict(inputs).map((score) => (secondIsLate ? score : 1 - score));
  return logLoss(
    scores,
    labels.map((label) => label === LATE),
  );
}

/** Beside, synced, renamed: the platform never finds half a file. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const beside = `${path}.part`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

async function record(metricsFile: string | undefined, metrics: Record<string, number>): Promise<void> {
  if (!metricsFile) return;
  const lines = Object.entries(metrics).map(([key, value]) => `${JSON.stringify({ key, value, step: 0 })}\n`);
  await appendFile(metricsFile, lines.join(''));
}
