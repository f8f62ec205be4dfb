import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseVariant, prepareExperiment } from './choose-variant.ts';

const units = Array.from({ length: 5000 }, (_, index) => `unit-${index}`);
const experiment = (coverage: number, ...weights: number[]) =>
  prepareExperiment({
    id: 'exp',
    seed: 'seed',
    coverage,
    variants: weights.map((weight, index) => ({ variant: `v${index}`, weight })),
  });
const share = (chosen: readonly { variant: string }[], variant: string) =>
  chosen.filter((choice) => choice.variant === variant).length / chosen.length;

test('without an experiment everybody gets the active variant', () => {
  assert.deepEqual(chooseVariant('active', prepareExperiment(null), 'u'), {
    variant: 'active',
    experiment: null,
  });
});

test('units in the coverage are split by the weights, the others get the active variant', () => {
  const half = experiment(0.5, 0.2, 0.8);
  const chosen = units.map((unit) => chooseVariant('active', half, unit));
  assert.ok(Math.abs(share(chosen, 'active') - 0.5) < 0.03);
  assert.ok(Math.abs(share(chosen, 'v0') - 0.1) < 0.03);
  assert.ok(Math.abs(share(chosen, 'v1') - 0.4) < 0.03);
  assert.ok(chosen.every(({ variant, experiment: id }) => (variant === 'active') === (id === null)));
});

test('a variant of weight 0 is never chosen, and coverage 0 chooses no arm', () => {
  const off = experiment(1, 1, 0);
  assert.equal(
    share(
      units.map((unit) => chooseVariant('active', off, unit)),
      'v1',
    ),
    0,
  );
  const closed = experiment(0, 0.5, 0.5);
  assert.equal(
    share(
      units.map((unit) => chooseVariant('active', closed, unit)),
      'active',
    ),
    1,
  );
});
