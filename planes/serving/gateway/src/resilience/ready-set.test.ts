import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PredictorState } from './predictor.ts';
import { pickPredictor } from './ready-set.ts';

const predictor = (state: PredictorState, load = 0, { open = false, ejected = false } = {}) => ({
  state,
  load,
  allows: () => !open,
  isEjected: () => ejected,
});
const untried = { answered: new Set<never>(), broken: new Set<never>() };

test('ready ones are asked, the least busy first, equals in turns', () => {
  const [busy, a, b] = [predictor('ready', 3), predictor('ready', 1), predictor('ready', 1)];
  const picked = [0, 1, 2, 3, 4, 5].map((turn) => pickPredictor([busy, a, b], untried, turn, 0));
  assert.ok(!picked.includes(busy) && picked.includes(a) && picked.includes(b));
});

test('a suspect one is asked when no other is ready; one that is down, refused or unknown never', () => {
  const [suspect, ready] = [predictor('suspect'), predictor('ready', 99)];
  assert.equal(pickPredictor([suspect, ready], untried, 0, 0), ready);
  assert.equal(pickPredictor([predictor('down'), suspect], untried, 0, 0), suspect);
  const out = [predictor('down'), predictor('refused'), predictor('unknown')];
  assert.equal(pickPredictor(out, untried, 0, 0), null);
});

test('what has answered is not asked again, what broke is asked last', () => {
  const [a, b] = [predictor('ready'), predictor('suspect')];
  const both = [a, b];
  assert.equal(pickPredictor(both, { answered: new Set([a]), broken: new Set() }, 0, 0), b);
  assert.equal(pickPredictor(both, { answered: new Set(both), broken: new Set() }, 0, 0), null);
  assert.equal(pickPredictor(both, { answered: new Set(), broken: new Set([a]) }, 0, 0), b);
  assert.equal(pickPredictor(both, { answered: new Set([b]), broken: new Set([a]) }, 0, 0), a);
});

test('one whose breaker is open is never asked; an ejected one before a suspect one', () => {
  const ejected = predictor('ready', 0, { ejected: true });
  const suspect = predictor('suspect');
  assert.equal(pickPredictor([predictor('ready', 0, { open: true })], untried, 0, 0), null);
  assert.equal(pickPredictor([suspect, ejected], untried, 0, 0), ejected);
  assert.equal(pickPredictor([ejected, predictor('ready', 9)], untried, 0, 0)?.load, 9);
});
