import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobDeclaration, type StepOutput } from '@slipway/contracts';
import { ancestorsOf, planSteps } from './planned-step.ts';
import { workOf } from './step-work.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const snapshot = (digit: string): StepOutput => ({
  snapshot: { digest: digest(digit), rows: 10, bytes: 100 },
});
const code = { directory: '/code', commit: null, dirty: false };
const declaration = JobDeclaration.parse({
  name: 'job',
  steps: [
    { kind: 'snapshot', name: 'flights', sql: 'select 1' },
    { kind: 'snapshot', name: 'airports', sql: 'select 2' },
    { kind: 'snapshot', name: 'unused', sql: 'select 3' },
    { kind: 'command', name: 'clean', needs: ['airports'], command: ['node', 'clean.ts'] },
    { kind: 'command', name: 'train', needs: ['flights', 'clean'], command: ['node', 'train.ts'] },
  ],
  register: { step: 'train', model: 'delays' },
  evaluate: { holdout: 'select 4', label: 'late' },
  release: { endpoint: 'delays' },
});
const artifacts = [{ name: 'model.onnx', digest: digest('d'), bytes: 5 }];
const outputs = new Map<string, StepOutput>([
  ['flights', snapshot('a')],
  ['airports', snapshot('b')],
  ['unused', snapshot('c')],
  ['clean', { artifacts: [] }],
  ['train', { artifacts }],
  ['register', { model: { name: 'delays', version: 3 } }],
  ['holdout', snapshot('e')],
]);
const context = { declaration, code, outputs };

test('the steps of the platform follow the declared ones, and only those that are asked for', () => {
  const plan = planSteps(declaration).map(({ name, needs }) => `${name} ← ${needs.join(' ')}`);
  assert.deepEqual(plan.slice(4), [
    'train ← flights clean',
    'register ← train',
    'holdout ← register',
    'evaluate ← register holdout',
  ]);
  const report = {
    kind: 'command' as const,
    name: 'report',
    needs: ['clean'],
    command: ['node', 'report.ts'],
  };
  const besides = JobDeclaration.parse({ ...declaration, steps: [...declaration.steps, report] });
  assert.deepEqual(
    planSteps(besides).find(({ name }) => name === 'holdout')?.needs,
    ['register', 'report'],
    'no command works any more when the holdout is extracted',
  );
  const { evaluate: _evaluate, release: _release, register: _register, ...bare } = declaration;
  assert.equal(planSteps(bare).length, 5);
});

test('what a step needs includes what that needs', () => {
  assert.deepEqual(ancestorsOf('train', planSteps(declaration)), ['flights', 'airports', 'clean']);
});

test('a command gets the snapshots of the steps that it names', () => {
  const work = workOf('train', context);
  assert.ok(work.kind === 'command');
  assert.deepEqual(work.inputs, { flights: snapshot('a').snapshot });
});

test('a version is registered with every snapshot that went into it and no other', () => {
  const work = workOf('register', context);
  assert.ok(work.kind === 'register');
  assert.deepEqual(work.snapshots, [digest('a'), digest('b')]);
  assert.deepEqual([work.artifacts, work.command], [artifacts, ['node', 'train.ts']]);
});

test('the evaluation names the registered version and the holdout', () => {
  const work = workOf('evaluate', context);
  assert.ok(work.kind === 'evaluate');
  assert.deepEqual([work.model, work.version, work.holdout.digest], ['delays', 3, digest('e')]);
  assert.equal(workOf('holdout', context).kind, 'holdout');
});
