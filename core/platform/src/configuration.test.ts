import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseConfiguration } from './configuration.ts';

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
