import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { JobDeclaration } from '@slipway/contracts';
import { childEnvironment } from '@slipway/platform';
import { parseDocument } from 'yaml';
import { judgeDeclaration } from '../compose/judge-declaration.ts';

const SLIPWAY = fileURLToPath(new URL('../../bin/slipway.mjs', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../job-file/fixtures', import.meta.url));
const DOCUMENTATION = resolve(FIXTURES, '../../../../../docs/jobs.md');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in the folder of the fixtures, without a stack. */
const slipway = async (t: TestContext, parameters: readonly string[], input = ''): Promise<Ended> => {
  const data = await mkdtemp(join(tmpdir(), 'data-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  return slipwayOn(data, parameters, input);
};
const slipwayOn = (data: string, parameters: readonly string[], input = ''): Promise<Ended> =>
  new Promise((resolve) => {
    const env = childEnvironment({ SLIPWAY_DATA_DIR: data });
    const child = execFile(
      process.execPath,
      [SLIPWAY, ...parameters],
      { cwd: FIXTURES, env },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });

test('job check tells all that is wrong with a YAML file at once, with lines, and needs no stack', async (t) => {
  const { code, err } = await slipway(t, ['job', 'check', 'broken.job.yaml']);
  assert.equal(code, 2);
  assert.deepEqual(
    err
      .trim()
      .split('\n')
      .map((line) => line.replace(/^broken\.job\.yaml:(\d+) {2}([^:]+): .*$/, '$1 $2')),
    [
      '3 colour',
      '7 schedule.cron',
      '12 steps[0].sql',
      '17 steps[1].needs[1]',
      '20 steps[1].environment.API_KEY',
      '21 steps[2].name',
      '23 steps[2].command',
      '24 register.step',
      'INVALID_JOB: The job declaration is not valid: broken.job.yaml has 8 problems. Correct the declaration; all errors are listed.',
    ],
  );
});

test('as JSON the problems carry their lines; those of a program where they can be found', async (t) => {
  const { code, out, err } = await slipway(t, ['job', 'check', 'broken.job.ts', '--json']);
  assert.deepEqual([code, out], [2, '']);
  const { problems } = JSON.parse(err) as { problems: { field: string; line?: number }[] };
  assert.deepEqual(
    problems.map(({ field, line }) => [line, field]),
    [
      [6, 'colour'],
      [8, 'schedule.cron'],
      [10, 'steps[0].sql'],
      [14, 'steps[1].needs[1]'],
      [21, 'steps[2].command'],
      [24, 'register.step'],
    ],
  );
});

test('job apply needs a stack for a file that it could send, and refuses one without a name at once', async (t) => {
  const running = await slipway(t, ['job', 'apply', 'broken.job.yaml']);
  assert.match(running.err, /^NOT_RUNNING/);
  assert.equal(running.code, 6);
});

test('the examples of docs/jobs.md are in order, whole jobs and parts of one', async () => {
  const text = await readFile(DOCUMENTATION, 'utf8');
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml]) => parseDocument(yaml as string).toJS() as Record<string, unknown>,
  );
  assert.ok(examples.some(({ steps }) => steps !== undefined));
  const part = JobDeclaration.partial();
  for (const example of examples)
    if ('steps' in example) await judgeDeclaration(example);
    else part.parse(example);
});

test('secrets are set from standard input, listed by name, and removed', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'data-'));
  t.after(() => rm(data, { recursive: true }));
  const set = await slipwayOn(data, ['secret', 'set', 'STORE'], 'tr0ub4dor\n');
  assert.deepEqual([set.code, set.err, set.out.includes('tr0ub4dor')], [0, '', false]);
  assert.equal(await readFile(join(data, 'secrets', 'STORE'), 'utf8'), 'tr0ub4dor');
  const list = await slipwayOn(data, ['secret', 'list']);
  assert.match(list.out, /STORE/);
  assert.ok(!list.out.includes('tr0ub4dor'));
  assert.equal((await slipwayOn(data, ['secret', 'remove', 'STORE'])).code, 0);
  const again = await slipwayOn(data, ['secret', 'remove', 'STORE']);
  assert.match(again.err, /^SECRET_MISSING/);
});
