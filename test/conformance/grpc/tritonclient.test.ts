import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { DATATYPES, type Datatype } from '@slipway/contracts';
import {
  identityModel,
  simpleIdentityModel,
  simpleModel,
  simpleStringModel,
} from '@slipway/inference/fixtures';
import { pythonEnvironment } from '../python-environment.ts';
import { type ReleasedPredictor, type ServableModel, startReleasedPredictor } from '../released-predictor.ts';

const SCRIPT = join(import.meta.dirname, 'client_checks.py');
const CHECKS = [
  'health_and_metadata',
  'model_config',
  'infer',
  'many_rows_at_once',
  'asynchronous_infer',
  'reused_objects',
  'compression',
  'strings_with_nul',
  'digits_as_strings',
  'every_datatype',
  'explicit_int_contents',
  'explicit_int8_contents',
  'explicit_byte_contents',
  'typed_beside_raw_is_refused',
  'stream_infer',
  'unknown_model',
  'error_code_in_trailing_metadata',
  'statistics',
  'model_repository',
  'timeouts',
  'shared_memory_is_refused',
  'health_service',
  'pings_of_an_idle_client',
];

const python = await pythonEnvironment('tritonclient-grpc', ['tritonclient[grpc]==2.73.0']);

const identity = (name: string, datatypes: readonly Datatype[]): ServableModel => {
  const { model, signature } = identityModel(datatypes);
  const value = { number: 1, boolean: true, category: 'a' };
  const row = Object.fromEntries(signature.features.map(({ name: feature, kind }) => [feature, value[kind]]));
  // The first datatype is the score, which must be a number.
  return { name, model, signature, row };
};
const MODELS: readonly ServableModel[] = [
  { name: 'simple', ...simpleModel() },
  { name: 'simple_string', ...simpleStringModel() },
  { name: 'simple_identity', ...simpleIdentityModel() },
  identity('int8', ['INT8']),
  identity('datatypes', ['FP32', ...DATATYPES.filter((each) => each !== 'FP32')]),
];

describe('tritonclient of PyPI over gRPC', { skip: python === null }, () => {
  const running: ReleasedPredictor[] = [];
  const outcomes = new Map<string, string | null>();

  before(async () => {
    for (const model of MODELS)
      running.push(await startReleasedPredictor(model, { SLIPWAY_SERVER_NAME: 'triton' }));
    const addresses = Object.fromEntries(MODELS.map(({ name }, index) => [name, running[index]!.grpc]));
    const { stdout } = await promisify(execFile)(python!, [SCRIPT, JSON.stringify(addresses)], {
      timeout: 90_000,
    });
    for (const line of stdout.trim().split('\n')) {
      const { name, error } = JSON.parse(line) as { name: string; error: string | null };
      outcomes.set(name, error);
    }
  });
  after(() => Promise.all(running.map((predictor) => predictor.stop())));

  for (const name of CHECKS) it(name.replaceAll('_', ' '), () => assert.equal(outcomes.get(name), null));

  it('has no check beside these', () => {
    assert.deepEqual([...outcomes.keys()], CHECKS);
  });
});
