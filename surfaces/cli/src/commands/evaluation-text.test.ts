import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Estimate, Evaluation } from '@slipway/contracts';
import { conclusionLines, listedSlices } from './evaluation-text.ts';

const estimate: Estimate = { value: 0.1, lower: 0.05, upper: 0.15, level: 0.95, method: '' };

const evaluation = {
  threshold: 0.5,
  comparison: {
    metrics: { auc: { nonInferiority: { margin: 0.005, verdict: 'pass' } }, brier: {} },
    verdict: {
      verdict: 'fail',
      reasons: [{ of: 'slices', verdict: 'fail', message: '1 of 9 tested slices harmed' }],
    },
  },
  fairness: [
    {
      column: 'region',
      gaps: { selectionRate: { difference: estimate, highest: 'north', lowest: 'south' } },
    },
  ],
  thresholds: { bestByF1: 0.27, bestByCost: null },
  slices: [
    { column: 'a', value: '1', harm: null },
    { column: 'a × b', value: '1 × 2', parts: [], harm: { significant: false } },
    { column: 'a × b', value: '1 × 3', parts: [], harm: { significant: true } },
  ],
} as unknown as Evaluation;

test('the conclusions of the evaluator in a few lines', () => {
  assert.deepEqual(conclusionLines(evaluation), [
    'comparison: fail',
    '  fail: 1 of 9 tested slices harmed',
    'margins:',
    '  auc not worse by more than 0.005: pass',
    'gaps between groups:',
    '  region: selectionRate differs by 0.1 [0.05, 0.15], north against south',
    'threshold 0.5; best on these rows: 0.27 by F1',
  ]);
});

test('an evaluation of before has none; pairs are listed when they are harmed', () => {
  assert.deepEqual(conclusionLines({ comparison: null, threshold: 0.5 } as Evaluation), []);
  assert.deepEqual(
    listedSlices(evaluation).map(({ value }) => value),
    ['1', '1 × 3'],
  );
});
