import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServingParameterValues, type SlipwayError } from '@slipway/contracts';
import { EnvironmentSchema } from '@slipway/platform';
import { parse } from 'yaml';
import { readServingDefaults } from './serving-defaults.ts';
import { SERVING_SETTINGS } from './serving-settings.ts';

const read = (settings: Record<string, string>) =>
  readServingDefaults(Object.freeze(EnvironmentSchema.parse(settings)));

test('an environment without defaults sets nothing', async () => {
  assert.deepEqual(await read({}), {});
});

test('every setting is a default of its parameter', async () => {
  const values = await read({
    SLIPWAY_ACTIVATE: 'false',
    SLIPWAY_MESSAGE: 'back at nine',
    SLIPWAY_ACTIVE_VARIANT: 'v2',
    SLIPWAY_DIRECT_ADDRESSING: 'false',
    SLIPWAY_TIMEOUT_MS: '500',
    SLIPWAY_TRY_TIMEOUT_MS: '100',
    SLIPWAY_RETRIES: '0',
    SLIPWAY_RETRY_BUDGET: '0.1',
    SLIPWAY_HEDGE_AFTER_MS: '20',
    SLIPWAY_THRESHOLD: '0.3',
    SLIPWAY_CONCURRENCY: '64',
    SLIPWAY_CACHE_SECONDS: '1.5',
    SLIPWAY_LOG_ROWS: 'outputs',
    SLIPWAY_LOG_SAMPLING: '0.25',
    SLIPWAY_LOG_UNIT: 'hashed',
  });
  assert.deepEqual(values, {
    activate: false,
    message: 'back at nine',
    activeVariant: 'v2',
    directAddressing: false,
    timeoutMs: 500,
    tryTimeoutMs: 100,
    retries: 0,
    retryBudget: 0.1,
    hedgeAfterMs: 20,
    threshold: 0.3,
    concurrency: 64,
    cacheSeconds: 1.5,
    log: { level: 'outputs', sampling: 0.25, unit: 'hashed', redact: {} },
  });
  assert.deepEqual(
    new Set(Object.values(SERVING_SETTINGS).map(([key]) => key)),
    new Set(Object.keys(ServingParameterValues.parse(values))),
  );
});

test('a file brings what a variable cannot say, and everything that is wrong is told at once', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-defaults-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'parameters.json');
  const write = (content: unknown) => writeFile(path, JSON.stringify(content));
  const rule = { name: 'far', when: 'input.distance > 5000', action: { do: 'reject', message: 'too far' } };
  await write({ inputRules: [rule], threshold: 0.9 });
  assert.deepEqual(await read({ SLIPWAY_PARAMETERS_FILE: path, SLIPWAY_THRESHOLD: '0.3' }), {
    inputRules: [rule],
    threshold: 0.3,
  });
  await write({ retries: 99 });
  await assert.rejects(
    read({ SLIPWAY_PARAMETERS_FILE: path, SLIPWAY_TIMEOUT_MS: '0', SLIPWAY_LOG_ROWS: 'some' }),
    (error: SlipwayError) => {
      assert.equal(error.code, 'INVALID_CONFIGURATION');
      assert.deepEqual(
        error.problems?.map(({ field }) => field),
        ['SLIPWAY_TIMEOUT_MS', 'SLIPWAY_PARAMETERS_FILE retries', 'SLIPWAY_LOG_ROWS'],
      );
      return true;
    },
  );
  await assert.rejects(read({ SLIPWAY_PARAMETERS_FILE: join(directory, 'none.json') }), {
    code: 'INVALID_CONFIGURATION',
    field: 'SLIPWAY_PARAMETERS_FILE',
  });
});

test('the rules that docs/rules.md shows are taken', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-defaults-'));
  t.after(() => rm(directory, { recursive: true }));
  const page = await readFile(join(import.meta.dirname, '../../../../docs/rules.md'), 'utf8');
  const shown: unknown = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
  const path = join(directory, 'parameters.json');
  await writeFile(path, JSON.stringify(shown));
  const { inputRules, conditions, outputRules } = await read({ SLIPWAY_PARAMETERS_FILE: path });
  assert.deepEqual([inputRules?.length, conditions?.length, outputRules?.length], [2, 1, 1]);
});
