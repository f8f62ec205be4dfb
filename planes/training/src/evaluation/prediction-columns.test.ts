import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { predictionColumns } from './prediction-columns.ts';

const signature = (task: ModelSignature['task'], ...classes: string[]): ModelSignature => ({
  ...linearModel().signature,
  task,
  classes,
});
const column = (...values: number[]) => Float64Array.from(values);
const written = (...args: Parameters<typeof predictionColumns>) =>
  Object.fromEntries(predictionColumns(...args).map(({ name, data }) => [name, Array.from(data)]));

const lost = (candidate: Float64Array, champion: Float64Array | null = null) => ({
  losses: { candidate, champion },
  threshold: 0.5,
});

test('binary: row, label, both models with decision and loss, and the slice columns', () => {
  const rows = { labels: column(1, 0), candidate: column(0.9, 0.2), champion: column(0.8, 0.3) };
  const slices = [
    { name: 'origin', texts: { codes: Int32Array.of(0, -1), values: ['ATL'] }, numbers: null },
    { name: 'hour', texts: null, numbers: column(Number.NaN, 7) },
  ];
  const details = { ...lost(column(0.1, 0.2), column(0.2, 0.4)), threshold: 0.25 };
  assert.deepEqual(written(signature('binary', 'on time', 'late'), rows, slices, details), {
    row: [0, 1],
    label: [1, 0],
    score: [0.9, 0.2],
    decision: ['late', 'on time'],
    loss: [0.1, 0.2],
    championScore: [0.8, 0.3],
    championDecision: ['late', 'late'],
    championLoss: [0.2, 0.4],
    origin: ['ATL', null],
    hour: [null, 7],
  });
});

test('multiclass: labels and decisions by name, the score of the decision', () => {
  const rows = { labels: column(2, 0), candidate: column(0.1, 0.2, 0.7, 0.3, 0.5, 0.2), champion: null };
  assert.deepEqual(written(signature('multiclass', 'a', 'b', 'c'), rows, [], lost(column(0.3, 1.2))), {
    row: [0, 1],
    label: ['c', 'a'],
    decision: ['c', 'b'],
    score: [0.7, 0.5],
    loss: [0.3, 1.2],
  });
});

test('a slice column that is called as one of ours gets a name of its own', () => {
  const rows = { labels: column(1.5), candidate: column(2), champion: null };
  const score = { name: 'score', texts: null, numbers: column(4) };
  assert.deepEqual(written(signature('regression'), rows, [score], lost(column(0.5))), {
    row: [0],
    label: [1.5],
    score: [2],
    loss: [0.5],
    slice_score: [4],
  });
});
