import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { auc, aucInterval, aucVariance, compareAuc } from './auc.ts';
import { normalDraw, seededRandom } from './random.ts';

const labels = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0];
const a = [0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1];
const b = [0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2];

test('R3.1 AUC', () => {
  published(auc(labels, a), '.880000000000');
  assert.equal(auc(labels, b), 1);
});

test('R3.2a DeLong, paired', () => {
  const comparison = compareAuc(labels, a, b)!;
  assert.equal(comparison.effect.kind, 'effect');
  if (comparison.effect.kind !== 'effect') return;
  published(comparison.effect.difference.value, '.12000000000');
  published(comparison.effect.standardError, '.1131371');
  published(comparison.effect.statistic, '1.0606602');
  published(comparison.effect.p, '.2888444');
  published(comparison.championVariance, '.01280000000');
  assert.equal(comparison.candidateVariance, 0);
});

test('ties count one half', () => {
  assert.equal(auc([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]), 0.5);
  assert.equal(auc([1, 0, 0], [0.5, 0.5, 0.1]), 0.75);
  assert.equal(auc([1, 0], [0, -0]), 0.5);
});

test('a single class has no AUC', () => {
  assert.equal(auc([1, 1], [0.1, 0.2]), null);
  assert.equal(auc([0, 0], [0.1, 0.2]), null);
  assert.equal(aucInterval([], []), null);
  assert.equal(compareAuc([1, 1], [0.1, 0.2], [0.1, 0.2]), null);
});

test('identical rankings differ by nothing with p 1; a difference without variance is degenerate', () => {
  const same = compareAuc(labels, a, a)!.effect;
  assert.equal(same.p, 1);
  assert.equal(same.kind === 'effect' && same.difference.value, 0);
  const perfect = [0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9, 0.1];
  const worst = perfect.map((score) => 1 - score);
  const degenerate = compareAuc(labels, worst, perfect)!.effect;
  assert.equal(degenerate.kind, 'no-result');
  assert.match(degenerate.kind === 'no-result' ? degenerate.reason : '', /degenerate/);
});

test('the interval stays inside the unit and is never of zero width', () => {
  const interval = aucInterval(labels, a)!;
  assert.equal(interval.method, 'delong-logit');
  assert.ok(interval.lower > 0.3 && interval.lower < 0.88 && interval.upper > 0.88 && interval.upper < 1);
  const perfect = aucInterval(labels, b)!;
  assert.equal(perfect.method, 'wilson-smaller-class');
  assert.ok(perfect.lower < 0.7 && perfect.upper === 1);
  assert.equal(aucInterval([1, 0, 0], [0.5, 0.9, 0.1])!.method, 'wilson-smaller-class');
  assert.equal(aucVariance([1, 0, 0], [0.5, 0.9, 0.1]), null);
});

test('bad columns are errors of use with the row', () => {
  assert.throws(() => auc([0, 2], [0.1, 0.2]), /labels\[1\]/);
  assert.throws(() => auc([0, 1], [0.1, Number.NaN]), /scores\[1\]/);
  assert.throws(() => auc([0, 1], [0.1]), /2 rows/);
});

test('AUC from placements equals AUC from counting, on tied scores too', () => {
  const random = seededRandom(5);
  const y = Float64Array.from({ length: 2000 }, () => (random() < 0.2 ? 1 : 0));
  const scores = y.map((label) => Math.round(20 * (normalDraw(random) + label)) / 20);
  published(aucInterval(y, scores)!.value - auc(y, scores)!, '.000000000000');
});

test('the 95 % interval covers the truth in about 95 % of samples', () => {
  // Two unit normals one apart: AUC = Φ(1/√2).
  const truth = 0.7602499389;
  const random = seededRandom(11);
  let covered = 0;
  for (let repeat = 0; repeat < 400; repeat++) {
    const y = Float64Array.from({ length: 200 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const interval = aucInterval(
      y,
      y.map((label) => label + normalDraw(random)),
    )!;
    if (interval.lower <= truth && truth <= interval.upper) covered++;
  }
  assert.ok(covered >= 365 && covered <= 395, `covered ${covered} of 400`);
});
