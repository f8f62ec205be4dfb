import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJobFile } from './job-file.ts';

const JOB = { name: 'train', steps: [{ kind: 'command', name: 'fit', command: ['node', 'fit.ts'] }] };

test('a job is read from TypeScript or JSON, with its defaults and the code beside it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'job-'));
  t.after(() => rm(directory, { recursive: true }));
  const json = join(directory, 'train.json');
  await writeFile(json, JSON.stringify(JOB));
  const { declaration, code } = await readJobFile(json);
  assert.deepEqual([declaration.name, declaration.seed, declaration.parameters], ['train', 42, {}]);
  assert.deepEqual(code, { directory, commit: null, dirty: false });
  const typescript = join(directory, 'train.job.ts');
  await writeFile(typescript, `const job: object = ${JSON.stringify(JOB)};\nexport default job;\n`);
  assert.deepEqual((await readJobFile(typescript)).declaration, declaration);
});

test('what is wrong with a job file is said with the field', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'job-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  await assert.rejects(readJobFile(join(directory, 'none.json')), {
    code: 'NOT_FOUND',
    message: /none\.json/,
  });
  await assert.rejects(readJobFile(directory), { code: 'NOT_FOUND' });
  await assert.rejects(readJobFile(await file('a.json', '{')), { code: 'INVALID_JOB', message: /a\.json/ });
  await assert.rejects(readJobFile(await file('b.job.ts', 'export const job = 1;')), { code: 'INVALID_JOB' });
  await assert.rejects(readJobFile(await file('c.job.ts', 'throw new Error("no data");')), {
    code: 'INVALID_JOB',
    message: /no data/,
  });
  const steps = [{ ...JOB.steps[0], command: [] }];
  await assert.rejects(readJobFile(await file('d.json', JSON.stringify({ ...JOB, steps, colour: 1 }))), {
    code: 'INVALID_JOB',
    field: 'steps[0].command',
    message: /colour/,
  });
});
