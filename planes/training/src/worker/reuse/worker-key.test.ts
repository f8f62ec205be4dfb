import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandStep, EvaluationPlan, type Work } from '@slipway/contracts';
import { type Surroundings, workerKey } from './worker-key.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const around: Surroundings = {
  platform: { node: '24.0.0', slipway: '0.1.0' },
  code: 'git:c0ffee:job/',
  program: null,
  champion: null,
};
type Command = Extract<Work, { kind: 'command' }>;
const command = (step: object = {}, work: Partial<Command> = {}): Command => ({
  kind: 'command',
  step: CommandStep.parse({ kind: 'command', name: 'train', command: ['node', 'train.mjs'], ...step }),
  code: { directory: '/job', commit: 'c0ffee', dirty: false },
  inputs: { rows: { digest: digest('a'), rows: 3, bytes: 30 } },
  ...work,
});
const keyOf = (work: Work, more: object = {}, surroundings: Partial<Surroundings> = {}) =>
  workerKey({ work, parameters: { depth: 3 }, seed: 42, ...more }, { ...around, ...surroundings });

test('a command has the same key while everything that its result depends on is the same', () => {
  const key = keyOf(command());
  assert.match(key ?? '', /^sha256:/);
  for (const same of [
    command({ timeoutSeconds: 5, limits: { memoryMb: 100 }, retry: { limit: 3 } }),
    command({}, { code: { directory: '/elsewhere', commit: null, dirty: true } }),
    command({}, { inputs: { rows: { digest: digest('a'), rows: 4, bytes: 31 } } }),
  ])
    assert.equal(keyOf(same), key);
});

test('command, environment, inputs, code, program, parameters, seed and versions each make another key', () => {
  const keys = [
    keyOf(command()),
    keyOf(command({ command: ['node', 'other.mjs'] })),
    keyOf(command({ environment: { A: '1' } })),
    keyOf(command({ environment: { A: { secret: 's' } } })),
    keyOf(command({}, { inputs: { rows: { digest: digest('b'), rows: 3, bytes: 30 } } })),
    keyOf(command({}, { inputs: { other: { digest: digest('a'), rows: 3, bytes: 30 } } })),
    keyOf(command(), {}, { code: 'git:c0ffee:other/' }),
    keyOf(command(), {}, { program: '/usr/bin/python3 1 2' }),
    keyOf(command(), { parameters: { depth: 4 } }),
    keyOf(command(), { seed: 43 }),
    keyOf(command(), {}, { platform: { node: '24.0.1', slipway: '0.1.0' } }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test('a command whose code cannot be told, or that reads more than its inputs, has no key', () => {
  assert.equal(keyOf(command(), {}, { code: null }), null);
  assert.equal(keyOf(command({ reuse: false })), null);
});

test('what reads the warehouse has no key: it always runs, and its digest decides about what follows', () => {
  const step = { kind: 'snapshot', name: 'rows', needs: [], sql: 'select 1' };
  assert.equal(keyOf({ kind: 'snapshot', step } as unknown as Work), null);
});

test('a version is known by its files and its origin, an evaluation by its version, holdout, plan and champion', () => {
  const register: Work = {
    kind: 'register',
    model: 'delays',
    artifacts: [{ name: 'model.onnx', digest: digest('a'), bytes: 1 }],
    snapshots: [digest('b')],
    code: { directory: '/job', commit: null, dirty: false },
    command: ['node', 'train.mjs'],
  };
  assert.notEqual(keyOf(register), null);
  assert.notEqual(keyOf({ ...register, model: 'other' }), keyOf(register));
  assert.notEqual(keyOf({ ...register, artifacts: [] }), keyOf(register));
  const evaluate: Work = {
    kind: 'evaluate',
    plan: EvaluationPlan.parse({ holdout: 'select 1', label: 'late' }),
    model: 'delays',
    version: 1,
    holdout: { digest: digest('c'), rows: 1, bytes: 1 },
  };
  const champion = { model: 'delays', version: 7 };
  assert.equal(
    new Set([
      keyOf(evaluate),
      keyOf({ ...evaluate, version: 2 }),
      keyOf({ ...evaluate, holdout: { digest: digest('d'), rows: 1, bytes: 1 } }),
      keyOf(evaluate, {}, { champion }),
    ]).size,
    4,
  );
});
