import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationReport } from './evaluation.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const figure = { value: 0.7, lower: 0.6, upper: 0.8, level: 0.95, method: 'delong-logit' };

/** As evaluators of before curves, thresholds and verdicts wrote it. */
const OLD = {
  artifact: DIGEST,
  snapshot: DIGEST,
  label: 'late',
  threshold: 0.5,
  rows: 1000,
  positives: 200,
  metrics: { auc: figure },
  calibration: [],
  slices: [
    {
      column: 'city',
      value: 'A',
      rows: 100,
      positives: 20,
      status: 'ok',
      metrics: { auc: figure },
      harm: null,
    },
  ],
  comparison: {
    champion: { model: 'm', version: 1, artifact: DIGEST },
    metrics: { auc: { candidate: figure, champion: figure, difference: figure, p: 0.5, method: 'delong' } },
  },
  predictions: DIGEST,
  samples: DIGEST,
  evaluator: { task: 'binary' },
  seconds: 1,
};

test('a report of before is read as it is: nothing is added, so that its digest stays', () => {
  assert.deepEqual(EvaluationReport.parse(OLD), OLD);
});
