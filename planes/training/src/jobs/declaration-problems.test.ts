import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobDeclaration, type JobInput } from '@slipway/contracts';
import { declarationProblems } from './declaration-problems.ts';

type StepInput = JobInput['steps'][number];
const extract: StepInput = { kind: 'snapshot', name: 'extract', sql: 'select 1' };
const train: StepInput = {
  kind: 'command',
  name: 'train',
  needs: ['extract'],
  command: ['node', 'train.ts'],
};
const evaluate = { holdout: 'select 1', label: 'late' };

const problemsOf = (job: Partial<JobInput>): string[] =>
  declarationProblems(JobDeclaration.parse({ name: 'job', steps: [extract, train], ...job }), ({ cron }) =>
    cron === 'bad' ? 'bad cron' : null,
  ).map(({ field, message }) => `${field}: ${message}`);

test('a declaration in order has no problems', () => {
  assert.deepEqual(
    problemsOf({
      register: { step: 'train', model: 'm' },
      evaluate,
      release: { endpoint: 'e' },
      schedule: { cron: '0 3 * * *' },
    }),
    [],
  );
});

test('names are unique and not those of the platform, and needs exist', () => {
  assert.deepEqual(
    problemsOf({
      steps: [extract, { ...train, name: 'extract', needs: ['nowhere'] }, { ...train, name: 'holdout' }],
    }),
    [
      'steps[1].name: "extract" is the name of an earlier step',
      'steps[1].needs[0]: there is no step "nowhere"',
      'steps[2].name: "holdout" is the name of a step of the platform',
    ],
  );
});

test('a circle of needs is named at each of its steps, and at no other', () => {
  const steps = [
    { ...train, name: 'a', needs: ['c'] },
    { ...train, name: 'b', needs: ['a'] },
    { ...train, name: 'c', needs: ['b'] },
    { ...train, name: 'd', needs: ['c'] },
    { ...train, name: 'e', needs: ['e'] },
  ];
  assert.deepEqual(problemsOf({ steps }), [
    'steps[0].needs: "a" needs itself through its needs',
    'steps[1].needs: "b" needs itself through its needs',
    'steps[2].needs: "c" needs itself through its needs',
    'steps[4].needs: "e" needs itself through its needs',
  ]);
});

test('only a command can be registered, only a registered version evaluated, only an evaluated one released', () => {
  assert.deepEqual(problemsOf({ register: { step: 'extract', model: 'm' } }), [
    'register.step: "extract" is a snapshot step, a command writes models',
  ]);
  assert.deepEqual(problemsOf({ evaluate, register: { step: 'gone', model: 'm' } }), [
    'register.step: there is no step "gone"',
  ]);
  assert.deepEqual(problemsOf({ evaluate }), ['evaluate: there is nothing to evaluate without register']);
  assert.deepEqual(problemsOf({ release: { endpoint: 'e' } }), [
    'release: nobody can release a version without evaluate',
  ]);
});

test('all problems are reported together', () => {
  const problems = problemsOf({
    steps: [{ ...train, needs: ['nowhere'] }],
    register: { step: 'gone', model: 'm' },
    schedule: { cron: 'bad' },
  });
  assert.deepEqual(problems, [
    'steps[0].needs[0]: there is no step "nowhere"',
    'register.step: there is no step "gone"',
    'schedule: bad cron',
  ]);
});
