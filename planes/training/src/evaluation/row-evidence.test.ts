import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityModel } from '@slipway/inference/fixtures';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { EVALUATION_FILES, EvaluationResult, type EvaluationTask } from '../worker/evaluation-task.ts';
import { evaluate } from './evaluate.ts';
import { CANDIDATE, type CaseOptions, CHAMPION, evaluationCase } from './fixtures/evaluation-case.ts';

const PREDICTOR = ['node', join(import.meta.dirname, 'fixtures/predictor.main.ts')];

/** The report of a case, what it was made of, and the rows of its predictions file. */
const evaluated = async (options: CaseOptions, more: Partial<EvaluationTask> = {}) => {
  const { directory, task, rows, labels } = await evaluationCase(options);
  try {
    await evaluate({ ...task, ...more }, () => {});
    const text = await readFile(join(task.output, EVALUATION_FILES.report), 'utf8');
    const file = await asyncBufferFromFile(join(task.output, EVALUATION_FILES.predictions));
    const report = EvaluationResult.parse(JSON.parse(text));
    return { report, rows, labels, predictions: await parquetReadObjects({ file }) };
  } finally {
    await rm(directory, { recursive: true });
  }
};

let ofDefaults: ReturnType<typeof evaluated> | undefined;
/** The case without options, evaluated once for all who look at it. */
const evaluatedByDefault = () => {
  ofDefaults ??= evaluated({});
  return ofDefaults;
};

test('the worst rows are those with the largest loss, over all windows, with their inputs', async () => {
  const { report, rows, labels, predictions } = await evaluatedByDefault();
  const losses = rows.map((row, index) => {
    const p = CANDIDATE.probability(row);
    return -Math.log(labels[index] === 1 ? p : 1 - p);
  });
  const order = losses.map((_, index) => index).sort((a, b) => losses[b]! - losses[a]!);
  const worst = report.worstRows!;
  assert.deepEqual(
    worst.map(({ row }) => row),
    order.slice(0, 20),
  );
  for (const { row, label, candidate, champion, inputs } of worst) {
    assert.equal(label, String(labels[row]));
    assert.deepEqual(inputs, rows[row]);
    assert.ok(Math.abs(candidate.loss - losses[row]!) < 1e-4);
    assert.ok(Math.abs(champion!.score - CHAMPION.probability(rows[row]!)) < 1e-6);
    // What a person reads here is what the file says of the row.
    const { score, decision, loss, championScore, championDecision, championLoss } = predictions[row]!;
    assert.deepEqual({ score, decision, loss }, candidate);
    assert.deepEqual({ score: championScore, decision: championDecision, loss: championLoss }, champion);
  }
});

test('the disagreements are the rows where the scores differ most', async () => {
  const { report, predictions } = await evaluatedByDefault();
  const difference = ({ score, championScore }: Record<string, number>) => Math.abs(score! - championScore!);
  const all = predictions.map(difference).sort((a, b) => b - a);
  const shown = report.disagreements!.map(({ row }) => difference(predictions[row]!));
  assert.deepEqual(shown, all.slice(0, 20));
});

test('models that never differ have no disagreements, and without a champion there are none to speak of', async () => {
  assert.deepEqual((await evaluated({ rows: 100, champion: CANDIDATE })).report.disagreements, []);
  const { report, predictions } = await evaluated({ rows: 100, champion: null });
  assert.equal(report.disagreements, undefined);
  assert.equal(report.worstRows!.length, 20);
  assert.ok(report.worstRows!.every(({ champion }) => champion === null));
  assert.equal(predictions[0]!.championLoss, undefined);
});

test('importance and robustness name every feature of the candidate, on a sample whose size is told', async () => {
  const { importance, robustness } = (await evaluated({ rows: 3000, champion: null })).report;
  assert.equal(importance!.rows, 2000);
  assert.equal(importance!.loss, 'log-loss');
  assert.deepEqual(importance!.features.map(({ feature }) => feature).sort(), ['distance', 'hour', 'origin']);
  assert.ok(importance!.features.every(({ increase, lowest }) => increase > 0 && lowest > 0));
  assert.deepEqual(
    robustness!.cases.map(({ feature, change }) => `${feature} ${change}`),
    [
      ...['missing', 'below', 'above'].map((change) => `distance ${change}`),
      ...['missing', 'below', 'above'].map((change) => `hour ${change}`),
      ...['missing', 'unseen'].map((change) => `origin ${change}`),
    ],
  );
  assert.equal(robustness!.refusedCases, 0);
  // 23 hours beyond 23 with weight −0.25: nobody is late any more.
  const late = robustness!.cases.find(({ feature, change }) => feature === 'hour' && change === 'above')!;
  assert.equal(late.value, 46);
  assert.ok(late.flipped! > 0.1 && robustness!.maxFlipped! >= late.flipped!);
});

test('a regression has its values: no decisions, and a value out of its type is refused', async () => {
  const whole = Array.from({ length: 300 }, (_, row) => row);
  const { report, predictions } = await evaluated({
    rows: 300,
    candidate: identityModel(['INT16']),
    champion: null,
    columns: [
      { name: 'in_int16', type: 'INT32', data: whole.map((value) => value * 100) },
      { name: 'late', type: 'DOUBLE', data: whole.map((value) => value * 100 + (value === 7 ? 50 : 1)) },
    ],
  });
  const [worst] = report.worstRows!;
  assert.deepEqual(
    [worst?.row, worst?.label, worst?.candidate],
    [7, 750, { score: 700, decision: null, loss: 50 }],
  );
  assert.equal(predictions[7]!.decision, undefined);
  const { cases, maxFlipped, refusedCases } = report.robustness!;
  assert.equal(maxFlipped, null);
  // Twice 29,900 is more than 16 bits hold; a missing whole number has nothing to stand for it.
  assert.deepEqual(
    cases.map(({ change, refused, refusal }) => [change, refused, refusal?.split(':')[0]]),
    [
      ['missing', 300, 'FEATURE_MISSING'],
      ['below', 0, undefined],
      ['above', 300, 'FEATURE_TYPE'],
    ],
  );
  assert.equal(refusedCases, 2);
});

test('a predictor answers the samples and 500 rows as the evaluator does, and the declared load is applied', async () => {
  const load = { requestsPerSecond: 50, seconds: 1, rows: 1 };
  const { report } = await evaluated({ rows: 600, plan: { load } }, { predictorCommand: PREDICTOR });
  assert.deepEqual([report.serving?.rows, report.serving?.mismatches], [532, 0]);
  assert.equal(report.load?.errors, 0);
  assert.ok(report.load.requests > 20);
});
