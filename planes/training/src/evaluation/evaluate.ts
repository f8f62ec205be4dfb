import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError, type WarmUpSample } from '@slipway/contracts';
import { canonicalJson, digestOfFile, writeAtomically } from '@slipway/platform';
import { EVALUATION_FILES, EvaluationResult, type EvaluationTask } from '../worker/evaluation-task.ts';
import { classOrder } from './class-order.ts';
import { Contestant } from './contestant.ts';
import { type Holdout, openHoldout } from './holdout.ts';
import { impossible } from './impossible.ts';
import { modelEvidence } from './model-evidence.ts';
import { neededColumns } from './needed-columns.ts';
import { predictionColumns } from './prediction-columns.ts';
import { writePredictions } from './predictions-file.ts';
import { buildReport } from './report.ts';
import { RowEvidence } from './row-evidence.ts';
import { scoreHoldout } from './score-holdout.ts';
import type { ServingRows } from './serving/serving-check.ts';
import { describeServing, type ServingEvidence, servingEvidence } from './serving/serving-evidence.ts';
import { servingRows } from './serving-rows.ts';
import type { ScoredRows } from './slice-results.ts';
import { measuresOf } from './task-measures.ts';
import { warmUpSamples } from './warm-up-samples.ts';

/** Each line is stored in the log of the run. */
const PROGRESS_MS = 1000;

/** One line for people on what is being done. */
export type Progress = (line: string) => void;

/**
 * Evaluates a model, alone or against the champion, and writes predictions, samples and, last, the report into the
 * task's output directory. It can be repeated: the same task gives the same files, but for the report's `seconds` and `load`.
 * Throws EVALUATION_IMPOSSIBLE, DIGEST_MISMATCH, MODEL_INVALID, INVALID_SIGNATURE_FILE.
 */
export const evaluate = async (task: EvaluationTask, progress: Progress): Promise<EvaluationResult> => {
  const start = performance.now();
  const holdout = await verifiedHoldout(task);
  const models = [
    { role: 'candidate', signature: task.candidate.signature },
    ...(task.champion === undefined ? [] : [{ role: 'champion', signature: task.champion.signature }]),
  ];
  const columns = neededColumns(task.plan, models, holdout.columns);
  const { candidate, champion } = await openContestants(task, holdout.rows);
  try {
    progress(
      `holdout of ${count(holdout.rows)} rows, ${models.map(({ role }) => role).join(' and ')} loaded`,
    );
    const { plan, seed } = task;
    const measures = measuresOf(candidate.signature, { threshold: plan.threshold, seed });
    const seen = new RowEvidence({ candidate, champion, measures, plan, rows: holdout.rows, seed });
    const facts = await scoreHoldout({
      holdout,
      columns,
      plan,
      candidate,
      champion,
      observe: (window, labels) => seen.add(window, labels),
      onRows: scoringProgress(holdout.rows, progress),
    });
    const rows: ScoredRows = {
      labels: facts.labels,
      candidate: candidate.scores,
      champion: champion?.scores ?? null,
    };
    const samples = await warmUpSamples(candidate, facts.warmUpRows);
    const report = buildReport({
      plan: task.plan,
      seed: task.seed,
      signature: candidate.signature,
      artifact: task.candidate.digest,
      snapshot: task.holdout.digest,
      rows,
      sliceColumns: facts.sliceColumns,
      champion: championOf(task),
    });
    progress(`measured ${Object.keys(report.metrics).length} metrics and ${report.slices.length} slices`);
    const { labels } = facts;
    const { threshold } = plan;
    const ofModel = await modelEvidence({ candidate, champion, seen, labels, measures, threshold, seed });
    progress(`changed each of ${candidate.features.length} features of ${ofModel.robustness?.rows} rows`);
    const served = await serve(
      task,
      await servingRows(candidate, facts.warmUpRows, samples, seen.sample.rows()),
      samples,
      progress,
    );
    await mkdir(task.output, { recursive: true });
    await writePredictions(
      join(task.output, EVALUATION_FILES.predictions),
      predictionColumns(candidate.signature, rows, facts.sliceColumns, { losses: seen.losses, threshold }),
    );
    await writeAtomically(join(task.output, EVALUATION_FILES.samples), canonicalJson(samples));
    const seconds = Math.round(performance.now() - start) / 1000;
    const result = EvaluationResult.parse({ ...report, ...ofModel, ...served, seconds });
    await writeAtomically(join(task.output, EVALUATION_FILES.report), canonicalJson(result));
    return result;
  } finally {
    await candidate.close();
    await champion?.close();
  }
};

/** Asks a real predictor, if the task has one. */
const serve = async (
  { predictorCommand: command, candidate: model, plan: { load }, seed, output }: EvaluationTask,
  rows: ServingRows,
  samples: readonly WarmUpSample[],
  progress: Progress,
): Promise<ServingEvidence> => {
  if (command === undefined) return {};
  const evidence = await servingEvidence({ command, model, samples, rows, load, seed, output });
  for (const line of describeServing(evidence)) progress(line);
  return evidence;
};

const verifiedHoldout = async ({ holdout: { path, digest, rows } }: EvaluationTask): Promise<Holdout> => {
  const actual = await digestOfFile(path).catch((error: Error) => {
    throw impossible(`the holdout cannot be read: ${error.message}`, error);
  });
  if (actual !== digest)
    throw new SlipwayError('DIGEST_MISMATCH', { what: 'The holdout', actual, expected: digest });
  const holdout = await openHoldout(path);
  if (holdout.rows !== rows)
    throw impossible(`the holdout has ${holdout.rows} rows, and its snapshot says ${rows}`);
  return holdout;
};

const openContestants = async ({ candidate, champion }: EvaluationTask, rows: number) => {
  const reference = candidate.signature;
  const order = champion === undefined ? [] : classOrder(reference, champion.signature);
  const opened = await Contestant.open('candidate', candidate, classOrder(reference, reference), rows);
  if (champion === undefined) return { candidate: opened, champion: null };
  try {
    return { candidate: opened, champion: await Contestant.open('champion', champion, order, rows) };
  } catch (error) {
    // Its thread would keep this process alive.
    await opened.close();
    throw error;
  }
};

const championOf = ({ champion }: EvaluationTask) =>
  champion === undefined
    ? null
    : { model: champion.model, version: champion.version, artifact: champion.digest };

const scoringProgress = (rows: number, progress: Progress): ((done: number) => void) => {
  let last = performance.now();
  return (done) => {
    if (done < rows && performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    progress(`scored ${count(done)} of ${count(rows)} rows`);
  };
};

const count = (rows: number): string => rows.toLocaleString('en-US');
