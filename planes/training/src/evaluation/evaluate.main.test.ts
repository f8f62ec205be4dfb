import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { WarmUpSamples } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import { canonicalJson } from '@slipway/platform';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { EVALUATION_FILES, EvaluationResult } from '../worker/evaluation-task.ts';
import {
  CANDIDATE,
  type CaseOptions,
  CHAMPION,
  type EvaluationCase,
  evaluationCase,
} from './fixtures/evaluation-case.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (taskFile: string): Promise<Run> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'evaluate.main.ts'), taskFile],
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

/** Evaluates a case and hands it over; its directory lives as long as `use`. */
const evaluated = async (
  options: CaseOptions,
  use: (made: EvaluationCase, ran: Run) => Promise<void>,
  prepare: (made: EvaluationCase) => Promise<void> = async () => {},
): Promise<void> => {
  const made = await evaluationCase(options);
  try {
    await prepare(made);
    await use(made, await run(made.taskFile));
  } finally {
    await rm(made.directory, { recursive: true });
  }
};

const output = ({ task }: EvaluationCase, name: keyof typeof EVALUATION_FILES): Promise<string> =>
  readFile(join(task.output, EVALUATION_FILES[name]), 'utf8');

test('a model is evaluated against the champion, in a process of its own', () =>
  evaluated({}, async (made, { code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /scored 2,000 of 2,000 rows/);

    const report = EvaluationResult.parse(JSON.parse(await output(made, 'report')));
    assert.equal(report.artifact, made.task.candidate.digest);
    assert.equal(report.snapshot, made.task.holdout.digest);
    assert.equal(report.rows, 2000);
    assert.equal(report.positives, made.labels.filter((label) => label === 1).length);
    assert.ok(report.metrics.auc!.lower! > 0.6);
    assert.ok(report.metrics.calibrationError!.value! < 0.05);
    assert.deepEqual([...new Set(report.slices.map(({ column }) => column))], ['origin', 'hour']);
    assert.ok(report.slices.some(({ value }) => value === '(missing)'));
    assert.ok(report.slices.some(({ value }) => value === '[18, ∞)'));
    assert.equal(report.comparison?.champion.model, 'flight-delays');
    // The labels were drawn from the candidate, so that it is the better one by every measure.
    assert.ok(report.comparison!.metrics.auc!.difference.lower! > 0);
    assert.ok(report.comparison!.metrics.logLoss!.difference.upper! < 0);

    const file = await asyncBufferFromFile(join(made.task.output, EVALUATION_FILES.predictions));
    const predictions = await parquetReadObjects({ file });
    assert.equal(predictions.length, 2000);
    predictions.forEach((prediction, row) => {
      assert.equal(prediction.row, row);
      assert.equal(prediction.label, made.labels[row]);
      assert.equal(prediction.origin, made.rows[row]!.origin);
      assert.ok(Math.abs(prediction.score - CANDIDATE.probability(made.rows[row]!)) < 1e-6);
      assert.ok(Math.abs(prediction.championScore - CHAMPION.probability(made.rows[row]!)) < 1e-6);
    });

    const samples = WarmUpSamples.parse(JSON.parse(await output(made, 'samples')));
    assert.equal(samples.length, 32);
    assert.ok(samples.some(({ row }) => row.origin === 'NEW'));
    assert.ok(samples.some(({ row }) => row.distance === null));
    const model = await loadModel(CANDIDATE.model, CANDIDATE.signature);
    const together = await model.score(samples.map(({ row }) => row));
    await model.release();
    samples.forEach(({ score }, i) => {
      assert.deepEqual(
        score.map((p) => p.toFixed(5)),
        together[i]!.map((p) => p.toFixed(5)),
      );
    });
  }));

test('the same task gives the same files, but for the seconds', () =>
  evaluated({ rows: 300 }, async (made) => {
    const read = async () => {
      const { seconds, ...report } = JSON.parse(await output(made, 'report'));
      assert.equal(typeof seconds, 'number');
      return [
        canonicalJson(report),
        await output(made, 'samples'),
        await readFile(join(made.task.output, EVALUATION_FILES.predictions), 'base64'),
      ];
    };
    const first = await read();
    assert.equal((await run(made.taskFile)).code, 0);
    assert.deepEqual(await read(), first);
  }));

test('a changed model file is refused: one line on stderr, exit code 2, and a problem for the worker', () =>
  evaluated(
    { rows: 60 },
    async (made, { code, stdout, stderr }) => {
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^DIGEST_MISMATCH: The model file of the candidate has digest .*\n$/);
      const problem = JSON.parse(await output(made, 'problem'));
      assert.equal(problem.code, 'DIGEST_MISMATCH');
      assert.match(problem.error, /model file of the candidate/);
      assert.deepEqual(await readdir(made.task.output), [EVALUATION_FILES.problem]);
    },
    ({ task }) => appendFile(task.candidate.path, 'x'),
  ));

test('a task that breaks its schema is refused with every field', async () => {
  const made = await evaluationCase({ rows: 60 });
  try {
    await writeFile(made.taskFile, JSON.stringify({ ...made.task, seed: 'x', holdout: null }));
    const { code, stderr } = await run(made.taskFile);
    assert.equal(code, 2);
    assert.match(stderr, /holdout: .*; seed: /);
  } finally {
    await rm(made.directory, { recursive: true });
  }
});
