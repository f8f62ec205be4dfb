import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfiguration } from './configuration.ts';
import { childEnvironment, EnvironmentSchema } from './environment.ts';

test('environment variables are typed, and a child gets none of ours but what is given', (t) => {
  const parsed = parseConfiguration(EnvironmentSchema, {
    SLIPWAY_PORT: '4100',
    SLIPWAY_ACTIVATE: 'false',
    SLIPWAY_THRESHOLD: '0.3',
  });
  assert.deepEqual(
    [parsed.SLIPWAY_PORT, parsed.SLIPWAY_ACTIVATE, parsed.SLIPWAY_THRESHOLD, parsed.SLIPWAY_HOST],
    [4100, false, 0.3, '127.0.0.1'],
  );
  process.env.SLIPWAY_TOKEN = 'secret';
  process.env.SLIPWAY_RETRIES = '3';
  t.after(() => {
    delete process.env.SLIPWAY_TOKEN;
    delete process.env.SLIPWAY_RETRIES;
  });
  const child = childEnvironment({ SLIPWAY_STEP: 'train' }, ['SLIPWAY_RETRIES']);
  assert.deepEqual(
    [child.SLIPWAY_TOKEN, child.SLIPWAY_RETRIES, child.SLIPWAY_STEP, child.PATH],
    [undefined, '3', 'train', process.env.PATH],
  );
});
