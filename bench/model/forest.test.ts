import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadModel } from '@slipway/inference';
import { inferBody } from './bench-model.ts';
import { FEATURES, forestModel, forestRows } from './forest.ts';

describe('the model of the benches', () => {
  it('loads, and tells rows apart by a probability', async () => {
    const { model, signature } = forestModel();
    const loaded = await loadModel(model, signature);
    const scores = (await loaded.score(forestRows(200))).map(([, yes]) => yes ?? Number.NaN);
    await loaded.release();
    assert.ok(scores.every((score) => score > 0 && score < 1));
    assert.ok(new Set(scores).size > 190);
    assert.ok(Math.max(...scores) - Math.min(...scores) > 0.1);
  });

  it('is the same in every run', () => {
    assert.deepEqual(forestModel().model, forestModel().model);
    assert.deepEqual(forestModel().signature, forestModel().signature);
    assert.deepEqual(forestRows(3), forestRows(3));
  });
});

it('an infer request carries every value of its rows', () => {
  const { inputs, parameters } = JSON.parse(inferBody(forestRows(3), { unit: 'u-1' }));
  assert.deepEqual(inputs[0].shape, [3, FEATURES]);
  assert.equal(inputs[0].data.length, 3 * FEATURES);
  assert.deepEqual(parameters, { unit: 'u-1' });
});
