import { defineJob } from '@slipway/contracts';
import { FLIGHT_LABEL, FLIGHT_SAMPLE_SQL } from './src/flight.ts';

/** The sample query with its parameters named after what it is for: `$from` becomes `$holdoutFrom`. */
const sampleFor = (purpose: string): string =>
  FLIGHT_SAMPLE_SQL.replaceAll(
    /\$([a-z])(\w*)/g,
    (_, first: string, rest: string) => `$${purpose}${first.toUpperCase()}${rest}`,
  );

/** Will this flight be more than 15 minutes late? Trained on one period, evaluated by the platform on a later one. */
export default defineJob({
  name: 'flight-delays',
  description: 'Probability that a flight is more than 15 minutes late, from what is known before it departs',
  parameters: {
    learner: 'GradientBoostedTrees',
    trainingFrom: '2001-01-01',
    trainingTo: '2001-03-01',
    trainingRows: 200_000,
    holdoutFrom: '2001-03-01',
    holdoutTo: '2001-04-01',
    holdoutRows: 100_000,
  },
  steps: [
    { kind: 'snapshot', name: 'training', sql: sampleFor('training') },
    {
      kind: 'command',
      name: 'train',
      needs: ['training'],
      command: ['node', 'src/train.ts'],
      timeoutSeconds: 600,
    },
  ],
  register: { step: 'train', model: 'flight-delays' },
  evaluate: {
    holdout: sampleFor('holdout'),
    label: FLIGHT_LABEL,
    threshold: 0.5,
    slices: [
      { column: 'origin', top: 20 },
      { column: 'hour', bands: [0, 6, 12, 18] },
    ],
    costs: { falsePositive: 1, falseNegative: 3 },
    margins: { auc: 0.005, logLoss: 0.002 },
  },
  release: {
    endpoint: 'flight-delays',
    criteria: [
      { name: 'better than chance by a margin', pass: 'eval.auc.lower >= 0.55' },
      {
        name: 'calibrated',
        pass: 'eval.calibrationError.value <= 0.05 || difference.calibrationError.value <= 0.02',
        whenAbsent: 'fail',
      },
      {
        name: 'not worse than the champion',
        pass: 'difference.auc.lower > -0.005',
        fail: 'difference.auc.upper < -0.005',
        whenAbsent: 'pass',
      },
      { name: 'no slice is harmed', pass: 'harmed == 0', whenAbsent: 'pass' },
    ],
  },
});
