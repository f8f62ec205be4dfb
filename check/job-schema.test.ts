import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { jobSchemaCheck } from './job-schema.ts';

test('the published schema of job files is current', async () => {
  assert.deepEqual(await jobSchemaCheck(resolve(import.meta.dirname, '..')).run(), {
    ok: true,
    summary: '',
    details: '',
  });
});
