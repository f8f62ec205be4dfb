import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorProblem } from '@slipway/contracts';
import { readYaml } from './yaml-file.ts';

const TEXT = `name: nightly
steps:
  - name: extract
    kind: snapshot
    sql: |
      select 1
      from t

  - name: train
    needs: [extract,
      clean]
    environment: { KEY: { secret: STORE } }
register:
  step: fit
`;

test('a field is found on its line, what is missing on the line of what is around it', () => {
  const { value, lineOf } = readYaml(TEXT, 'job.yaml');
  assert.equal((value as { steps: unknown[] }).steps.length, 2);
  const lines = Object.fromEntries(
    [
      'name',
      'steps[0]',
      'steps[0].sql',
      'steps[1].needs[1]',
      'steps[1].environment.KEY.secret',
      'steps[1].command',
      'register.model',
      'register.step',
      'steps[7].name',
    ].map((field) => [field, lineOf(field)]),
  );
  assert.deepEqual(lines, {
    name: 1,
    'steps[0]': 3,
    'steps[0].sql': 5,
    'steps[1].needs[1]': 11,
    'steps[1].environment.KEY.secret': 12,
    'steps[1].command': 9,
    'register.model': 13,
    'register.step': 14,
    'steps[7].name': 2,
  });
});

test('JSON is YAML', () => {
  const { value, lineOf } = readYaml(
    '{\n  "name": "job",\n  "steps": [\n    {"kind": 1}\n  ]\n}',
    'job.json',
  );
  assert.deepEqual(value, { name: 'job', steps: [{ kind: 1 }] });
  assert.deepEqual([lineOf('name'), lineOf('steps[0].kind'), lineOf('(root)')], [2, 4, 1]);
});

test('every error of syntax is told with its line, a key that is there twice too', () => {
  assert.throws(
    () => readYaml('name: job\nname: job2\nsteps: [1\n', 'job.yaml'),
    ({ code, problems }: { code: string; problems: ErrorProblem[] }) => {
      assert.equal(code, 'INVALID_JOB');
      assert.deepEqual(
        problems.map(({ line }) => line),
        [2, 4],
      );
      return true;
    },
  );
});

test('aliases cannot grow without end', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefgh'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
  ].join('\n');
  assert.throws(() => readYaml(bomb, 'job.yaml'), { code: 'INVALID_JOB', message: /alias/i });
});
