import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { jsonOf, textOf } from './given-file.ts';

test('a file that is missing and a file that is no JSON are different errors, which name it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'given-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'rows.json');
  await assert.rejects(textOf(file), { code: 'NOT_FOUND', message: `File "${file}" does not exist.` });
  await assert.rejects(jsonOf(file), { code: 'NOT_FOUND' });
  await writeFile(file, '{"rows": [');
  await assert.rejects(jsonOf(file), { code: 'INVALID_JSON', message: /rows\.json/ });
  await writeFile(file, '{"rows": []}');
  assert.deepEqual(await jsonOf(file), { rows: [] });
});
