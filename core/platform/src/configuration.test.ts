import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseConfiguration } from './configuration.ts';
import { canonicalJson, digestOf } from './digest.ts';
import { childEnvironment, EnvironmentSchema } from './environment.ts';

const schema = z.strictObject({ port: z.number().int(), names: z.array(z.string()).default([]) });

test('a valid configuration is complete and frozen to the ground', () => {
  const configuration = parseConfiguration(schema, { port: 1 });
  assert.deepEqual(configuration, { port: 1, names: [] });
  assert.throws(() => (configuration.names as string[]).push('x'), TypeError);
});

test('all problems are reported together, with their fields', () => {
  assert.throws(
    () => parseConfiguration(schema, { port: 'x', names: [1], colour: 1 }),
    (error: { code: string; problems: { field: string }[] }) => {
      assert.equal(error.code, 'INVALID_CONFIGURATION');
      assert.deepEqual(
        error.problems.map(({ field }) => field),
        ['port', 'names[0]', 'colour'],
      );
      return true;
    },
  );
});

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

test('canonical JSON has sorted keys, so equal values have equal digests', () => {
  assert.equal(
    canonicalJson({ b: [{ z: 1, a: undefined, c: null }], a: 'é' }),
    '{"a":"é","b":[{"c":null,"z":1}]}',
  );
  assert.equal(digestOf(''), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
