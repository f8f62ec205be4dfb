import type { Endpoint, ModelVersion, Snapshot } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { evaluationOf, PREDICTIONS_DIGEST, REFERENCE_DIGEST } from './evaluation.ts';
import { experimentOf } from './experiment.ts';
import type { OtherPlanes } from './planes.ts';
import { simulatedArm } from './simulated-arm.ts';
import { distributionOfCategories } from './simulated-distribution.ts';

const endpoint: Endpoint = {
  name: 'late',
  revision: 3,
  unit: null,
  champion: 'v1',
  variants: [
    {
      name: 'v1',
      deployment: 'deployment-1',
      model: 'late',
      version: 1,
      release: 'release-1',
      artifact: PREDICTIONS_DIGEST,
      predictors: [],
    },
  ],
  parameters: { revision: 1, values: {} },
  experiments: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

const version: ModelVersion = {
  model: 'late',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  artifact: PREDICTIONS_DIGEST,
  artifactBytes: 10,
  signatureDigest: PREDICTIONS_DIGEST,
  signature: {
    task: 'binary',
    layout: 'columns',
    features: [
      { name: 'origin', kind: 'category', optional: true },
      { name: 'derived', kind: 'number', optional: true },
    ],
    inputs: [{ name: 'origin', datatype: 'BYTES', shape: [-1, 1] }],
    outputs: [{ name: 'score', datatype: 'FP32', shape: [-1] }],
    score: 'score',
    classes: ['0', '1'],
  },
  lineage: {
    run: 'run-1',
    job: 'late',
    author: 'ada',
    snapshots: [REFERENCE_DIGEST],
    code: { commit: 'abc', dirty: false, directory: '/work' },
    command: ['node'],
    environment: {},
    parameters: {},
    seed: 1,
  },
};

const column = (name: string) => ({
  name,
  type: 'VARCHAR',
  nulls: 0,
  distinct: 2,
  min: null,
  max: null,
  mean: null,
  quantiles: [],
  top: [],
});

const snapshot: Snapshot = {
  digest: REFERENCE_DIGEST,
  name: 'training',
  sql: 'select 1',
  parameters: {},
  rows: 10_000,
  bytes: 10,
  columns: [column('origin'), column('late')],
  createdAt: '2026-01-01T00:00:00.000Z',
  part: 'all',
  personal: {},
  expectations: [],
  difference: null,
};

export const calmInputs = () => distributionOfCategories('origin', [5000, 5000], [1000, 1000]);
export const driftedInputs = () => distributionOfCategories('origin', [5000, 5000], [1900, 100]);

/** A healthy endpoint `late` with one version. */
export const healthyFacts = (): OtherPlanes => ({
  endpoint: structuredClone(endpoint),
  version,
  evaluations: [evaluationOf(1)],
  experiment: experimentOf([
    ['v1', 0.5],
    ['v2', 0.5],
  ]),
  snapshot,
  distributions: [calmInputs()],
  arms: [simulatedArm({ variant: 'v1', rows: 3000, random: seededRandom(1) })],
  counts: [],
  shadows: [],
  predictions: [],
  completeness: {
    answered: 0,
    sampledOut: 0,
    stored: 0,
    waiting: 0,
    dropped: 0,
    quarantined: 0,
    outcomes: 0,
    oldestWaitingSeconds: null,
  },
  asked: [],
  gate: Promise.resolve(),
});
