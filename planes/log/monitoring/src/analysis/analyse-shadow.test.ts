import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Experiment, ShadowAnalysis, type ShadowCounts } from '@slipway/contracts';
import { experimentOf } from '../testing/experiment.ts';
import { armCounts } from '../testing/simulated-counts.ts';
import { analyseShadow } from './analyse-shadow.ts';

const experiment: Experiment = { ...experimentOf([['v2', 1]]), kind: 'shadow' };
const counts = (over: Partial<ShadowCounts> = {}): ShadowCounts => ({
  variant: 'v2',
  model: 'late',
  version: 2,
  compared: 1000,
  missing: 3,
  decided: 1000,
  agreeing: 950,
  meanDifference: -0.01,
  meanAbsoluteDifference: 0.02,
  maximumAbsoluteDifference: 0.4,
  labelled: 2000,
  bothRight: 140,
  onlyLiveRight: 10,
  onlyShadowRight: 25,
  bothWrong: 25,
  brier: {
    live: 360,
    shadow: 300,
    // 2,000 units with one row each, whose differences have the mean -0.03 and the variance 0.01.
    difference: { units: 2000, m: -60, d: 2000, mm: 1.8 + 19.99, dd: 2000, md: -60 },
  },
  ...over,
});

test('a shadow is compared row by row', () => {
  const analysis = analyseShadow(
    experiment,
    [counts()],
    [armCounts('v2', 1003, {}, armCounts('v1', 1003).sums)],
  );
  ShadowAnalysis.parse(analysis);
  const shadow = analysis.shadows[0]!;
  assert.deepEqual(
    [shadow.compared, shadow.missing, shadow.agreement.value, shadow.agreement.method],
    [1000, 3, 0.95, 'wilson'],
  );
  assert.deepEqual(shadow.difference, { mean: -0.01, meanAbsolute: 0.02, maximumAbsolute: 0.4 });
  assert.equal(analysis.guardrails[0]?.state, 'ok');
});

test('R3.3: McNemar on the rows on which one of both was right', () => {
  const { mcNemar } = analyseShadow(experiment, [counts()], []).shadows[0]!;
  assert.equal(mcNemar.method, 'mid-p');
  assert.ok(Math.abs(mcNemar.p - 0.011331) < 1e-6, String(mcNemar.p));
});

test('the Brier scores are paired: the interval is that of the differences', () => {
  const { brier } = analyseShadow(experiment, [counts()], []).shadows[0]!;
  assert.deepEqual([brier.live, brier.shadow], [0.18, 0.15]);
  const { value, lower, upper, method } = brier.difference;
  assert.ok(Math.abs(value! + 0.03) < 1e-12 && method === 'sequential');
  // Standard error 0.1/√2,000; an always-valid interval of 2,000 units is about 1.6 times as wide as that of a single look.
  const standardError = 0.1 / Math.sqrt(2000);
  const half = (upper! - lower!) / 2;
  assert.ok(
    half > 1.5 * 1.96 * standardError && half < 1.75 * 1.96 * standardError,
    String(half / standardError),
  );
  assert.ok(upper! < 0 && Math.abs(upper! + lower! - 2 * value!) < 1e-12);
  assert.ok(brier.p! < 0.05);
});

test('without outcomes, without decisions and without rows there are no figures, and no errors', () => {
  const none = { units: 0, m: 0, d: 0, mm: 0, dd: 0, md: 0 };
  const empty = counts({
    ...{ compared: 0, decided: 0, agreeing: 0, labelled: 0 },
    ...{ meanDifference: null, meanAbsoluteDifference: null, maximumAbsoluteDifference: null },
    ...{ bothRight: 0, onlyLiveRight: 0, onlyShadowRight: 0, bothWrong: 0 },
    brier: { live: 0, shadow: 0, difference: none },
  });
  const analysis = analyseShadow(experiment, [empty], []);
  ShadowAnalysis.parse(analysis);
  const { agreement, brier, mcNemar } = analysis.shadows[0]!;
  assert.deepEqual([agreement.value, brier.live, brier.difference.value, mcNemar.p], [null, null, null, 1]);
  assert.deepEqual(analyseShadow(experiment, [], []).shadows, []);
});
