import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import { createOfflineJudge } from './offline-judge.ts';

const judge = createOfflineJudge(() => undefined);
const steps = [{ kind: 'command', name: 'train', command: ['node'] }];
const fieldsOf = (sent: unknown): string[] => {
  try {
    judge(sent);
  } catch (error) {
    return ((error as SlipwayError).problems ?? []).map(({ field }) => field);
  }
  return [];
};

test('a wrong value beside a wrong cron hides neither', () => {
  const schedule = { cron: '61 * * * *', overlap: 'never' };
  assert.deepEqual(fieldsOf({ name: 'job', steps, schedule }), ['schedule.overlap', 'schedule.cron']);
  const catchUp = { cron: '0 3 * * *', overlap: 'never', catchUp: 'all' };
  assert.deepEqual(
    fieldsOf({ name: 'job', steps, schedule: catchUp }),
    ['schedule.overlap'],
    'whether both fit is not told before one can be read',
  );
});

test('a wrong value of a step hides neither its query nor its expectations', () => {
  const step = {
    kind: 'snapshot',
    name: 'rows',
    sql: 'select $constructor, $to',
    needs: ['ghost', 3],
    retry: { limit: 99 },
    expectations: [{ name: 'broken', column: 'x', expect: 'value >' }],
  };
  assert.deepEqual(fieldsOf({ name: 'job', steps: [step] }), [
    'steps[0].needs[1]',
    'steps[0].retry.limit',
    'steps[0].needs[0]',
    'steps[0].expectations[0].expect',
    'steps[0].sql',
    'steps[0].sql',
  ]);
});

test('a wrong value among the parameters hides no unknown name in a query, and what a search tries waits', () => {
  const sent = {
    name: 'job',
    parameters: { from: null, 'no name': 1 },
    steps: [{ kind: 'snapshot', name: 'rows', sql: 'select $from, $to' }, ...steps],
    search: {
      strategy: 'grid',
      parameters: { from: { values: [1] } },
      metric: { name: 'auc', goal: 'maximize' },
    },
  };
  assert.deepEqual(fieldsOf(sent), ['parameters.from', 'parameters.no name', 'steps[0].sql']);
});

test('what follows from a value that cannot be read is not told on top', () => {
  const rows = { kind: 'snapshot', name: 'rows', dataset: 'No Name' };
  assert.deepEqual(fieldsOf({ name: 'job', steps: [rows] }), ['steps[0].dataset']);
  const divided = { kind: 'snapshot', name: 'rows', sql: 'select 1', split: { by: 'moon' } };
  const evaluated = {
    name: 'job',
    steps: [divided, ...steps],
    register: { step: 'train', model: 'm' },
    evaluate: { holdout: { step: 'rows' }, label: 'late' },
  };
  assert.deepEqual(fieldsOf(evaluated), ['steps[0].split.by']);
});

test('a search is not about names that every object has', () => {
  const search = {
    strategy: 'halving',
    parameters: { constructor: { values: [1] } },
    metric: { name: 'auc', goal: 'maximize' },
    trials: 3,
    halving: { resource: 'valueOf', min: 1, max: 3 },
  };
  assert.deepEqual(fieldsOf({ name: 'job', steps, search }), [
    'search.parameters.constructor',
    'search.halving.resource',
  ]);
});

test('a key that would be passed over in silence is refused, wherever it stands', () => {
  const sent = JSON.parse(
    '{"name": "job", "parameters": {"__proto__": 1}, "steps": [{"kind": "command", "name": "a", "command": ["x"], "__proto__": 2}]}',
  );
  assert.deepEqual(fieldsOf(sent), ['steps[0].__proto__', 'parameters.__proto__']);
});

test('functions and circles in a program are mistakes, and no accident of the judge', () => {
  const circle: Record<string, unknown> = { name: 'job', steps, description: () => 'text' };
  circle.self = circle;
  assert.deepEqual(fieldsOf(circle), ['description', 'self']);
});
