import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobDeclaration, type RunStep } from '@slipway/contracts';
import { planReproduction } from './reproduction-plan.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const snapshot = (letter: string) => ({ snapshot: { digest: digest(letter), rows: 3, bytes: 30 } });
const command = (name: string, needs: string[] = []) => ({
  kind: 'command' as const,
  name,
  needs,
  command: ['node', name],
});
const declaration = JobDeclaration.parse({
  name: 'delays',
  steps: [
    { kind: 'snapshot', name: 'rows', sql: 'select 1' },
    command('train', ['rows']),
    command('publish', ['train']),
  ],
  register: { step: 'train', model: 'delays' },
  evaluate: { holdout: 'select 2', label: 'late' },
});
const recorded = (
  outputs: Record<string, RunStep['output']>,
): Pick<RunStep, 'name' | 'kind' | 'output' | 'state'>[] =>
  (
    [
      ['rows', 'snapshot'],
      ['train', 'command'],
      ['publish', 'command'],
      ['register', 'register'],
      ['holdout', 'holdout'],
      ['evaluate', 'evaluate'],
    ] as const
  ).map(([name, kind]) => ({ name, kind, state: 'succeeded', output: outputs[name] ?? null }));
const version = { model: { name: 'delays', version: 3 } };

test('the steps of the model run again on the recorded rows, and are compared; nothing else runs', () => {
  const plan = planReproduction(
    declaration,
    recorded({ rows: snapshot('a'), register: version, holdout: snapshot('b') }),
  );
  assert.deepEqual(plan, {
    model: version.model,
    steps: [
      { name: 'rows', kind: 'snapshot', needs: [], output: snapshot('a') },
      { name: 'train', kind: 'command', needs: ['rows'], output: null },
      { name: 'holdout', kind: 'holdout', needs: [], output: snapshot('b') },
      { name: 'reproduce', kind: 'reproduce', needs: ['train', 'holdout'], output: null },
    ],
  });
});

test('without a holdout there is nothing but the digest to compare', () => {
  const plan = planReproduction(declaration, recorded({ rows: snapshot('a'), register: version }));
  assert.deepEqual(
    plan.steps?.map(({ name, needs }) => [name, needs]),
    [
      ['rows', []],
      ['train', ['rows']],
      ['reproduce', ['train']],
    ],
  );
});

test('a run without a version, or whose rows are not known, cannot be made again', () => {
  assert.match(planReproduction(declaration, recorded({ rows: snapshot('a') })).reason ?? '', /no version/);
  assert.match(
    planReproduction(declaration, recorded({ register: version })).reason ?? '',
    /rows of its step rows/,
  );
});
