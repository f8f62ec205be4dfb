import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentPlanRequest, ExperimentRequest } from '@slipway/contracts';
import { recordedEndpoints } from '../fixtures/serving.ts';
import { armsOf, newExperiment, readExperiment } from './experiment-form.ts';
import { NEW_PLAN, readPlan, splitOf } from './plan-form.ts';

const endpoint = recordedEndpoints((seconds) => new Date(seconds).toISOString())[0]!;
const problemsOf = (form: Parameters<typeof readExperiment>[0]) =>
  readExperiment(form).problems.map((problem) =>
    'text' in problem ? `${problem.field} ${problem.text}` : '',
  );

test('a new A/B test stands between the champion and the newest other variant, and is one that control takes', () => {
  const form = { ...newExperiment(endpoint), name: ' first ', endsAt: '2030-01-02T03:04' };
  const { request, problems } = readExperiment(form);
  assert.deepEqual(problems, []);
  assert.deepEqual(ExperimentRequest.parse(request), request);
  assert.equal(request.name, 'first');
  assert.deepEqual(request.variants, [
    { variant: 'v1', weight: 0.5 },
    { variant: 'v2', weight: 0.5 },
  ]);
  assert.deepEqual(request.guardrails, [{ metric: 'errors', margin: 0.005 }]);
  assert.equal(request.endsAt, new Date('2030-01-02T03:04').toISOString());
});

test('the control arm comes first, wherever it stands in the list', () => {
  const form = { ...newExperiment(endpoint), control: 'v2' };
  assert.deepEqual(
    armsOf(form).map(([variant]) => variant),
    ['v2', 'v1'],
  );
  assert.equal(splitOf({ ...form, weights: { v1: '20', v2: '80' } }), 0.2);
});

test('what a test cannot promise is named', () => {
  const form = newExperiment(endpoint);
  assert.deepEqual(problemsOf({ ...form, weights: { v1: '100' } }), [
    'name problem.empty',
    'variants problem.twoArms',
  ]);
  const named = { ...form, name: 'x' };
  assert.deepEqual(problemsOf({ ...named, weights: { v1: '50', v2: '40' } }), ['variants problem.sum']);
  assert.deepEqual(problemsOf({ ...named, weights: { v2: '50', v3: '50' } }), [
    'variants problem.controlShare',
  ]);
  const latency = { on: true, margin: '', overMs: '0' };
  assert.deepEqual(problemsOf({ ...named, guardrails: { ...form.guardrails, latency } }), [
    'guardrails[1].margin problem.empty',
    'guardrails[1].overMs problem.range',
  ]);
});

test('a shadow test copies to the other variant, and its shares need no sum', () => {
  const form = { ...newExperiment(endpoint, 'shadow'), name: 'shadow' };
  assert.deepEqual(readExperiment(form).request.variants, [{ variant: 'v2', weight: 1 }]);
  assert.deepEqual(problemsOf({ ...form, weights: { v2: '30' } }), []);
  assert.deepEqual(problemsOf({ ...form, weights: {} }), ['variants problem.oneShadow']);
});

test('the power calculator is asked about the split and the coverage of the form', () => {
  const form = { ...newExperiment(endpoint), coverage: '40', weights: { v1: '75', v2: '25' } };
  const { request, problems } = readPlan({ ...NEW_PLAN, baseline: '0.14', effect: '0.01' }, form);
  assert.deepEqual(problems, []);
  assert.deepEqual(ExperimentPlanRequest.parse(request), request);
  assert.equal(request.split, 0.25);
  assert.equal(request.coverage, 0.4);
  assert.equal('deviation' in request, false);
  assert.equal(readPlan(NEW_PLAN, form).problems.length, 2);
});
