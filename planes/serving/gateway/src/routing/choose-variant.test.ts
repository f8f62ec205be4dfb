import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RoutedExperiment, ServingParameters } from '@slipway/contracts';
import { biasedPositionOf } from './assignment.ts';
import { type Assigner, chooseVariant, prepareAssigner } from './choose-variant.ts';

const units = Array.from({ length: 5000 }, (_, index) => `unit-${index}`);
const known = new Set(['active', 'v0', 'v1', 'v2']);
const NOW = Date.parse('2026-06-01T00:00:00.000Z');

const experiment = (changes: Partial<RoutedExperiment> & { readonly weights?: readonly number[] }) => {
  const { weights = [0.5, 0.5], ...rest } = changes;
  return {
    id: 'exp',
    kind: 'ab',
    seed: 'seed',
    coverage: 1,
    namespace: null,
    overrides: {},
    variants: weights.map((weight, index) => ({ variant: `v${index}`, weight })),
    ...rest,
  } satisfies RoutedExperiment;
};
const assigner = (experiments: readonly RoutedExperiment[], values: object = {}) =>
  prepareAssigner({
    endpoint: 'e',
    active: 'active',
    parameters: ServingParameters.parse(values),
    experiments,
    known,
  });
const choicesOf = (prepared: Assigner) => units.map((unit) => chooseVariant(prepared, unit, NOW));
const share = (prepared: Assigner, variant: string) =>
  choicesOf(prepared).filter((choice) => choice.variant === variant).length / units.length;
const nearly = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 0.03, `${actual} instead of ${expected}`);

test('without experiments and weights everybody gets the active variant', () => {
  const everybody = { variant: 'active', experiment: null, reason: 'active', propensity: null };
  assert.deepEqual(chooseVariant(assigner([]), 'u', NOW), everybody);
});

test('units in the coverage are split by the weights, the others get the active variant', () => {
  const half = assigner([experiment({ coverage: 0.5, weights: [0.2, 0.8] })]);
  nearly(share(half, 'active'), 0.5);
  nearly(share(half, 'v0'), 0.1);
  nearly(share(half, 'v1'), 0.4);
  for (const { variant, experiment: id, reason, propensity } of choicesOf(half)) {
    assert.equal(reason, variant === 'active' ? 'active' : 'experiment');
    assert.equal(id, variant === 'active' ? null : 'exp');
    nearly(propensity ?? 0, { active: 0, v0: 0.1, v1: 0.4 }[variant]!);
  }
});

test('three variants and more share the traffic by the weights of the endpoint, each unit sticky', () => {
  const weights = ['active', 'v0', 'v1', 'v2'].map((variant, index) => ({
    variant,
    weight: [0.4, 0.3, 0.2, 0.1][index]!,
  }));
  const split = assigner([], { weights });
  for (const { variant, weight } of weights) nearly(share(split, variant), weight);
  assert.deepEqual(choicesOf(split), choicesOf(assigner([], { weights })));
  assert.ok(choicesOf(split).every(({ reason, propensity }) => reason === 'weights' && propensity !== null));
});

test('a variant of weight 0 is never chosen, and coverage 0 chooses no arm', () => {
  assert.equal(share(assigner([experiment({ weights: [1, 0] })]), 'v1'), 0);
  assert.equal(share(assigner([experiment({ coverage: 0 })]), 'active'), 1);
  const weights = [
    { variant: 'v0', weight: 1 },
    { variant: 'v1', weight: 0 },
  ];
  assert.equal(share(assigner([], { weights }), 'v0'), 1);
});

test('the share of a variant that is switched off, or not there, goes to the active variant', () => {
  const off = { variants: { v1: { activate: false } } };
  const arms = assigner([experiment({ overrides: { 'unit-1': 'v1' } })], off);
  nearly(share(arms, 'v0'), 0.5);
  assert.equal(share(arms, 'v1'), 0);
  const listed = chooseVariant(arms, 'unit-1', NOW);
  assert.deepEqual([listed.variant, listed.experiment, listed.reason], ['active', null, 'active']);
  const weights = ['v1', 'gone', 'v0'].map((variant, index) => ({
    variant,
    weight: [0.3, 0.3, 0.4][index]!,
  }));
  const split = assigner([], { ...off, weights });
  nearly(share(split, 'active'), 0.6);
  nearly(share(split, 'v0'), 0.4);
  assert.equal(arms.fixed('v1', 'condition').variant, 'active');
  assert.deepEqual(arms.fixed('v0', 'condition').reason, 'condition');
});

test('raising the coverage moves nobody who takes part', () => {
  const [low, high] = [0.3, 0.8].map((coverage) => choicesOf(assigner([experiment({ coverage })])));
  low!.forEach((choice, index) => {
    if (choice.experiment) assert.equal(high![index]!.variant, choice.variant);
  });
});

test('the first experiment that covers a unit wins, the others share who is left', () => {
  const first = experiment({ coverage: 0.5, weights: [1] });
  const second = experiment({ id: 'other', seed: 'other', weights: [0, 1] });
  const both = assigner([first, second]);
  nearly(share(both, 'v0'), 0.5);
  nearly(share(both, 'v1'), 0.5);
  assert.ok(choicesOf(both).every(({ variant, experiment: id }) => (variant === 'v0') === (id === 'exp')));
});

test('a listed unit gets its variant, outside of coverage and namespace and before every experiment, with no propensity', () => {
  const closed = experiment({ id: 'b', coverage: 0, overrides: { tester: 'v1' } });
  const choice = chooseVariant(assigner([experiment({}), closed]), 'tester', NOW);
  assert.deepEqual(choice, { variant: 'v1', experiment: 'b', reason: 'override', propensity: null });
});

test('experiments of one namespace share no unit', () => {
  const lower = experiment({ id: 'low', seed: 'low', namespace: { name: 'n', from: 0, to: 0.4 } });
  const upper = experiment({ id: 'up', seed: 'up', namespace: { name: 'n', from: 0.4, to: 1 } });
  const alone = [assigner([lower]), assigner([upper])] as const;
  for (const unit of units) {
    const taken = alone.map((each) => chooseVariant(each, unit, NOW).experiment !== null);
    const inLower = biasedPositionOf('__n', unit) < 0.4;
    assert.deepEqual(taken, [inLower, !inLower], unit);
  }
  const arm = choicesOf(alone[0]).find(({ experiment: id }) => id === 'low');
  nearly(arm?.propensity ?? 0, 0.2);
});

test('an experiment that has ended assigns nobody, not even listed units', () => {
  const ending = assigner([
    experiment({ endsAt: '2026-06-01T00:00:01.000Z', overrides: { tester: 'v1' }, weights: [1] }),
  ]);
  for (const unit of ['tester', 'u']) {
    assert.equal(chooseVariant(ending, unit, NOW + 999).experiment, 'exp');
    assert.equal(chooseVariant(ending, unit, NOW + 1000).reason, 'active');
  }
});

test('a shadow test assigns nobody', () => {
  assert.equal(share(assigner([experiment({ kind: 'shadow' })]), 'active'), 1);
});
