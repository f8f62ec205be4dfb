import type { Estimate, Evaluation } from '@slipway/contracts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

export const REFERENCE_DIGEST = digest('a');
export const PREDICTIONS_DIGEST = digest('b');

const estimate = (value: number, half: number): Estimate => ({
  value,
  lower: value - half,
  upper: value + half,
  level: 0.95,
  method: 'normal',
});

/** What the evaluator found of the simulated model of `simulatedArm` on 100,000 rows. */
export const evaluationOf = (version: number, over: Partial<Evaluation> = {}): Evaluation => ({
  id: `evaluation-${version}`,
  model: 'late',
  version,
  createdAt: '2026-11-01T00:00:00.000Z',
  artifact: digest('c'),
  snapshot: REFERENCE_DIGEST,
  label: 'late',
  threshold: 0.5,
  rows: 100_000,
  positives: 27_500,
  metrics: {
    auc: estimate(0.683, 0.004),
    brier: estimate(0.1825, 0.002),
    logLoss: estimate(0.549, 0.005),
    accuracy: estimate(0.725, 0.003),
  },
  calibration: [],
  slices: [],
  comparison: null,
  predictions: PREDICTIONS_DIGEST,
  samples: digest('d'),
  evaluator: {},
  seconds: 1,
  ...over,
});
