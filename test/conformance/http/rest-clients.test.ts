import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { DATATYPES, ModelSignature } from '@slipway/contracts';
import {
  identityModel,
  linearModel,
  simpleIdentityModel,
  simpleModel,
  simpleStringModel,
} from '@slipway/inference/fixtures';
import { kservePython, tritonPython } from '../python-clients.ts';
import { runPythonSuite } from '../python-suite.ts';
import { type ReleasedPredictor, type ServableModel, startReleasedPredictor } from '../released-predictor.ts';

/** Gives back what it gets, whatever type; a floating number may be missing. */
const allTypes = (): ServableModel => {
  // A score is a number: it comes first.
  const { model, signature } = identityModel([
    'FP32',
    ...DATATYPES.filter((datatype) => datatype !== 'FP32'),
  ]);
  const features = signature.features.map((feature) => ({
    ...feature,
    optional: feature.name.startsWith('in_fp'),
  }));
  const values = features.map(({ name, kind }) => [
    name,
    kind === 'category' ? 'a' : kind === 'boolean' ? true : 1,
  ]);
  return {
    name: 'all_types',
    model,
    signature: ModelSignature.parse({ ...signature, features }),
    row: Object.fromEntries(values),
  };
};

const MODELS: readonly ServableModel[] = [
  { name: 'simple', ...simpleModel() },
  { name: 'simple_string', ...simpleStringModel() },
  { name: 'simple_identity', ...simpleIdentityModel() },
  { name: 'flights', ...linearModel(), row: { distance: 1, hour: 2, origin: 'ATL' } },
  allTypes(),
];

describe('a predictor process, asked by the public clients of the protocol', () => {
  let predictors: ReleasedPredictor[] = [];
  let servers: Record<string, string> = {};
  before(async () => {
    // The stock examples ask for this server name.
    const environment = { SLIPWAY_SERVER_NAME: 'triton' };
    predictors = await Promise.all(MODELS.map((model) => startReleasedPredictor(model, environment)));
    servers = Object.fromEntries(MODELS.map(({ name }, index) => [name, predictors[index]!.rest]));
  });
  after(() => Promise.all(predictors.map(({ stop }) => stop())));

  const suite = async (t: TestContext, python: string | null, script: string) => {
    if (python === null) {
      t.skip('no Python packages');
      return;
    }
    for (const { name, error } of await runPythonSuite(python, join(import.meta.dirname, script), servers))
      await t.test(name, () => assert.equal(error, null));
  };

  it('tritonclient', async (t) => suite(t, await tritonPython(), 'triton-client.py'));
  it('kserve', async (t) => suite(t, await kservePython(), 'kserve-client.py'));
});
