import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CATALOGUE } from '@slipway/contracts';
import { EXIT_CODE } from './exit-code.ts';

test('every error of the catalogue has an exit code from 1 to 7', () => {
  for (const [code, { kind }] of Object.entries(ERROR_CATALOGUE))
    assert.ok(EXIT_CODE[kind] >= 1 && EXIT_CODE[kind] <= 7, code);
});
