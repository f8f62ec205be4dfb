import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import { servingDefaults } from './serving-defaults.ts';

const file = (content: unknown) => ({ setting: 'SLIPWAY_PARAMETERS_FILE', content });
const timeout = (value: unknown) => ({ setting: 'SLIPWAY_TIMEOUT_MS', path: ['timeoutMs'] as const, value });
const sampling = (value: unknown) => ({
  setting: 'SLIPWAY_LOG_SAMPLING',
  path: ['log', 'sampling'] as const,
  value,
});

test('nothing given: nothing set', () => {
  assert.deepEqual(servingDefaults(null, []), {});
});

test('a single setting goes before the file, inside of an object too', () => {
  const values = servingDefaults(file({ timeoutMs: 10, retries: 1, log: { unit: 'hashed', sampling: 1 } }), [
    timeout(500),
    sampling(0.1),
  ]);
  assert.deepEqual(values, {
    timeoutMs: 500,
    retries: 1,
    log: { level: 'full', unit: 'hashed', sampling: 0.1, redact: {} },
  });
});

test('everything that is wrong is told at once, by its setting', () => {
  const problems = (content: unknown, ...given: Parameters<typeof servingDefaults>[1]) => {
    try {
      servingDefaults(file(content), given);
    } catch (error) {
      const { code, problems: told } = error as SlipwayError;
      return [code, told?.map(({ field }) => field)];
    }
    return assert.fail('it was taken');
  };
  assert.deepEqual(problems({ retries: 99, treshold: 1 }, timeout(0), sampling(2)), [
    'INVALID_CONFIGURATION',
    [
      'SLIPWAY_TIMEOUT_MS',
      'SLIPWAY_PARAMETERS_FILE retries',
      'SLIPWAY_LOG_SAMPLING',
      'SLIPWAY_PARAMETERS_FILE treshold',
    ],
  ]);
  const reject = { do: 'reject', message: 'no' };
  assert.deepEqual(
    problems({
      inputRules: [
        { name: 'a', when: 'input.distance >', action: reject },
        { name: 'b', when: 'inptu.distance > 1', action: reject },
      ],
    }),
    [
      'INVALID_CONFIGURATION',
      ['SLIPWAY_PARAMETERS_FILE inputRules[0].when', 'SLIPWAY_PARAMETERS_FILE inputRules[1].when'],
    ],
  );
  assert.deepEqual(problems([1]), ['INVALID_CONFIGURATION', ['SLIPWAY_PARAMETERS_FILE']]);
});
