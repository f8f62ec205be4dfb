import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readJobFile } from './job-file.ts';

const JOB = { name: 'train', steps: [{ kind: 'command', name: 'fit', command: ['node', 'fit.ts'] }] };

const directoryOf = async (t: TestContext) => {
  const directory = await mkdtemp(join(tmpdir(), 'job-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  return { directory, file };
};

test('a job is read from TypeScript, YAML or JSON as it is written, with the code beside it', async (t) => {
  const { directory, file } = await directoryOf(t);
  const code = { directory, commit: null, dirty: false };
  const yaml = `# yaml-language-server: $schema=job.schema.json
$schema: ./job.schema.json
name: train
steps:
  - { kind: command, name: fit, command: [node, fit.ts] }
`;
  for (const path of [
    await file('train.json', JSON.stringify({ $schema: 'x', ...JOB })),
    await file('train.job.yaml', yaml),
    await file('train.job.yml', yaml),
    await file('train.job.ts', `const job: object = ${JSON.stringify(JOB)};\nexport default job;\n`),
  ]) {
    const read = await readJobFile(path);
    assert.deepEqual([read.value, read.code], [JOB, code], path);
    assert.equal(typeof read.lineOf('steps[0].command'), 'number', path);
  }
});

test('a file that cannot be read is refused with the reason', async (t) => {
  const { directory, file } = await directoryOf(t);
  await assert.rejects(readJobFile(join(directory, 'none.json')), {
    code: 'NOT_FOUND',
    message: /none\.json/,
  });
  await assert.rejects(readJobFile(directory), { code: 'NOT_FOUND' });
  await assert.rejects(readJobFile(await file('a.json', '{')), { code: 'INVALID_JOB', message: /a\.json/ });
  await assert.rejects(readJobFile(await file('c.job.ts', 'throw new Error("no data");')), {
    code: 'INVALID_JOB',
    message: /no data/,
  });
  assert.equal((await readJobFile(await file('b.job.ts', 'export const job = 1;'))).value, undefined);
});
