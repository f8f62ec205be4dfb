import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServingParameters, type ServingParameterValues } from '@slipway/contracts';
import {
  changedValues,
  draftChange,
  draftForm,
  EMPTY_DRAFT,
  setField,
  undoField,
  unsetField,
} from './parameter-draft.ts';
import { type ParameterForm, type ParameterKey, parameterForm } from './parameter-form.ts';
import { READERS } from './read-parameter.ts';

const IN_FORCE: ServingParameterValues = {
  threshold: 0.4,
  weights: [
    { variant: 'v1', weight: 1 / 3 },
    { variant: 'v2', weight: 2 / 3 },
  ],
};

const EVERYTHING = ServingParameters.parse({
  activate: false,
  message: 'back at 14:00',
  activeVariant: 'v2',
  weights: IN_FORCE.weights,
  conditions: [{ name: 'gold', when: 'attributes.tier == "gold"', variant: 'v2' }],
  directAddressing: false,
  variants: { v2: { activate: false, threshold: 0.3, timeoutMs: 900 } },
  tryTimeoutMs: 300,
  hedgeAfterMs: 50,
  retryBudget: 0.125,
  inputRules: [
    { name: 'far', when: 'input.distance > 5000', action: { do: 'reject', message: 'too far' } },
    { name: 'cap', when: 'input.hour > 23', action: { do: 'adjust', set: { hour: 'input.hour % 24' } } },
  ],
  outputRules: [
    { name: 'night', when: 'score > 0.3', action: { do: 'adjust', threshold: '0.3', decision: '"late"' } },
    { name: 'fixed', when: 'score > 0.9', action: { do: 'answer', score: 1, decision: 'late' } },
    { name: 'other', when: 'score > 0.8', action: { do: 'variant', variant: 'v1' } },
  ],
  fallback: { answer: { score: 0.5, decision: null } },
  concurrency: 64,
  cacheSeconds: 2.5,
  log: { level: 'outputs', sampling: 0.07, unit: 'hashed', redact: { origin: 'dropped' } },
});

test('every parameter goes into the form and comes back as it was', () => {
  const complaints: string[] = [];
  const form = parameterForm(EVERYTHING);
  for (const key of Object.keys(form) as ParameterKey[]) {
    const read = READERS[key] as (field: unknown, complain: (field: string) => void) => unknown;
    const value = read(form[key], (field) => complaints.push(field));
    if (key === 'weights') continue;
    assert.deepEqual(value, EVERYTHING[key], key);
  }
  assert.deepEqual(complaints, [], 'thirds in percent still add up');
});

test('a draft changes what it says and nothing else', () => {
  const draft = setField(setField(EMPTY_DRAFT, 'threshold', '0.5'), 'message', ' ');
  assert.deepEqual(draftChange(IN_FORCE, draft), {
    change: { values: { threshold: 0.5, message: null }, unset: [] },
    problems: [],
  });
  assert.equal(draftForm(IN_FORCE, draft).threshold, '0.5');
  assert.equal(draftForm(IN_FORCE, draft).timeoutMs, '2000', 'the default of the contract');
});

test('what is typed back to what is in force is no change, and neither is what was undone', () => {
  const back = setField(setField(EMPTY_DRAFT, 'threshold', '0.5'), 'threshold', '0.40');
  assert.deepEqual(draftChange(IN_FORCE, back).change, { values: {}, unset: [] });
  const undone = undoField(setField(EMPTY_DRAFT, 'activate', false), 'activate');
  assert.deepEqual(undone, EMPTY_DRAFT);
});

test('a parameter goes back to the default of the gateway only where a revision set it', () => {
  const draft = unsetField(unsetField(setField(EMPTY_DRAFT, 'threshold', '0.9'), 'threshold'), 'retries');
  const { change } = draftChange(IN_FORCE, draft);
  assert.deepEqual(change, { values: {}, unset: ['threshold'] });
  assert.deepEqual(Object.keys(changedValues(IN_FORCE, change)), ['weights']);
  assert.equal(draftForm(IN_FORCE, draft).threshold, '0.5');
});

const problemsOf = (fields: Partial<ParameterForm>) =>
  draftChange(IN_FORCE, { fields, unset: [] }).problems.map((problem) =>
    'text' in problem ? [problem.field, problem.text] : [],
  );

test('what nobody could mean is named with its field', () => {
  assert.deepEqual(problemsOf({ threshold: '1,5', timeoutMs: '', retries: '1.5', cacheSeconds: '-1' }), [
    ['threshold', 'problem.number'],
    ['timeoutMs', 'problem.empty'],
    ['retries', 'problem.whole'],
    ['cacheSeconds', 'problem.range'],
  ]);
  assert.deepEqual(problemsOf({ weights: { v1: '90', v2: '5' } }), [['weights', 'problem.sum']]);
  assert.deepEqual(problemsOf({ weights: { v1: '', v2: ' ' } }), [], 'no split at all');
  const rule = parameterForm(EVERYTHING).inputRules[1]!;
  assert.deepEqual(problemsOf({ inputRules: [rule, { ...rule, when: ' ', set: [] }] }), [
    ['inputRules[1].when', 'problem.empty'],
    ['inputRules[1].name', 'problem.duplicate'],
    ['inputRules[1].action', 'problem.nothingSet'],
  ]);
});
