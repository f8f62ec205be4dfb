import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import { judgeDeclaration } from './judge-declaration.ts';

const extract = { kind: 'snapshot', name: 'extract', sql: 'select * from t where day > $from' };
const train = { kind: 'command', name: 'train', needs: ['extract'], command: ['node', 'train.ts'] };
const whole = {
  name: 'job',
  parameters: { from: '2001-01-01' },
  steps: [extract, train],
  register: { step: 'train', model: 'm' },
  evaluate: { holdout: 'select 1', label: 'late' },
  release: { endpoint: 'e', criteria: [{ name: 'good', pass: 'eval.auc.value > 0.5' }] },
};

const judges = {
  schedule: ({ cron }: { cron: string }) => (cron === 'bad' ? '"bad" cannot be used' : null),
  criteria: (criteria: readonly { pass: string }[], field: string) => {
    const wrong = criteria.findIndex(({ pass }) => pass === 'nonsense');
    if (wrong < 0) return;
    const where = `${field}[${wrong}].pass`;
    throw new SlipwayError(
      'INVALID_EXPRESSION',
      { expression: 'nonsense', reason: 'unknown name' },
      { field: where, problems: [{ field: where, message: 'unknown name' }] },
    );
  },
};

const refusalOf = (sent: unknown): SlipwayError => {
  try {
    judgeDeclaration(sent, judges);
  } catch (error) {
    return error as SlipwayError;
  }
  return assert.fail('it was accepted');
};
const fieldsOf = (sent: unknown): string[] =>
  (refusalOf(sent).problems ?? []).map(({ field, message }) => `${field}: ${message}`);

test('a declaration in order comes back with its defaults', () => {
  const { seed, steps } = judgeDeclaration(whole, judges);
  assert.deepEqual([seed, steps[0]?.needs, steps[1]?.retry.limit], [42, [], 0]);
});

test('mistakes of shape hide no mistakes of sense: all are told at once', () => {
  const sent = {
    ...whole,
    colour: 'red',
    seed: -1,
    schedule: { cron: 'bad' },
    steps: [
      { ...extract, sq: 1 },
      { ...train, needs: ['nowhere'], retries: 3, limits: { memory: 5 } },
      { ...train, name: 'loop', needs: ['loop'], command: [] },
      { kind: 'command', name: 'train' },
    ],
    register: { step: 'gone', model: 'm' },
    release: { endpoint: 'e', criteria: [{ name: 'good', pass: 'nonsense' }] },
  };
  const { code, field } = refusalOf(sent);
  assert.deepEqual([code, field], ['INVALID_JOB', 'seed']);
  assert.deepEqual(
    fieldsOf(sent).map((text) => text.split(':')[0]),
    [
      'seed',
      'steps[0].sq',
      'steps[1].limits.memory',
      'steps[1].retries',
      'steps[2].command',
      'steps[3].command',
      'colour',
      'steps[1].needs[0]',
      'steps[2].needs',
      'steps[3].name',
      'register.step',
      'schedule.cron',
      'release.criteria[0].pass',
    ],
  );
});

test('what compares with a part that cannot be read is not told on top', () => {
  assert.deepEqual(
    fieldsOf({ ...whole, evaluate: { label: 3 } }).map((text) => text.split(':')[0]),
    ['evaluate.holdout', 'evaluate.label'],
  );
  assert.deepEqual(
    fieldsOf({ ...whole, steps: 'none' }).map((text) => text.split(':')[0]),
    ['steps'],
  );
  assert.deepEqual(
    fieldsOf({ ...whole, parameters: 'none', steps: [extract, { ...train, needs: ['train'] }] }).map(
      (text) => text.split(':')[0],
    ),
    ['parameters', 'steps[1].needs'],
  );
});

test('a query that asks for an unknown parameter has no input', () => {
  assert.deepEqual(
    fieldsOf({ ...whole, parameters: {}, evaluate: { holdout: 'select $to', label: 'late' } }),
    [
      'steps[0].sql: asks for $from, which is not among the parameters',
      'evaluate.holdout: asks for $to, which is not among the parameters',
    ],
  );
});

test('criteria alone are refused with the code of their own judge', () => {
  const release = { endpoint: 'e', criteria: [{ name: 'good', pass: 'nonsense' }] };
  assert.equal(refusalOf({ ...whole, release }).code, 'INVALID_EXPRESSION');
});

test('what is no object is no declaration', () => {
  for (const sent of [null, undefined, 'job', [], 3]) assert.equal(refusalOf(sent).code, 'INVALID_JOB');
});
