import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@slipway/statistics';
import { evaluationOf } from '../testing/evaluation.ts';
import { type SimulatedArm, simulatedArm } from '../testing/simulated-arm.ts';
import { worstState } from './finding.ts';
import { type QualityFacts, qualityFindings } from './quality-findings.ts';

const judge = (arm: Partial<SimulatedArm>, facts: Partial<QualityFacts> = {}) => {
  const found = qualityFindings({
    arm: simulatedArm({ variant: 'champion', rows: 5000, random: seededRandom(1), ...arm }),
    evaluation: evaluationOf(1),
    ...facts,
  });
  return {
    overall: worstState(found),
    findings: found,
    state: Object.fromEntries(found.map(({ subject, state }) => [subject, state])),
  };
};

test('quality that holds is ok, with interval and bound', () => {
  const { overall, state, findings } = judge({});
  assert.equal(overall, 'ok', JSON.stringify(state));
  assert.deepEqual(Object.keys(state), ['outcomes', 'auc', 'brier', 'logLoss', 'accuracy', 'base rate']);
  const auc = findings.find(({ subject }) => subject === 'auc');
  assert.equal(auc?.method, 'delong-logit');
  assert.ok(auc!.interval!.lower! < auc!.score! && auc!.score! < auc!.interval!.upper!);
  assert.ok(Math.abs(auc!.threshold! - 0.679) < 1e-9);
});

test('a live interval wholly on the bad side alerts', () => {
  const { overall, state } = judge({ bias: 0.25 });
  assert.equal(overall, 'alert');
  assert.deepEqual([state.brier, state.logLoss], ['alert', 'alert']);
  assert.equal(state.auc, 'ok', 'the order is still right');
});

test('being better than the evaluation is no alert', () => {
  const { metrics } = evaluationOf(1);
  const bad = { ...metrics, brier: { ...metrics.brier!, value: 0.3, lower: 0.29, upper: 0.31 } };
  assert.equal(judge({}, { evaluation: evaluationOf(1, { metrics: bad }) }).state.brier, 'ok');
});

test('the base rate only warns', () => {
  const { state, overall } = judge({ range: [0.25, 0.5], rows: 5000 });
  assert.equal(state['base rate'], 'warn');
  assert.notEqual(overall, 'ok');
});

test('too few outcomes are inconclusive, and few rows are insufficient', () => {
  const partly = judge({ coverage: 0.7, bias: 0.25 });
  assert.equal(partly.overall, 'inconclusive');
  assert.deepEqual([partly.state.outcomes, partly.state.brier], ['inconclusive', 'inconclusive']);
  assert.match(partly.findings[0]!.detail, /70.0 %/);
  assert.equal(judge({ rows: 150, bias: 0.4 }).overall, 'insufficient_data');
  assert.equal(judge({ rows: 0 }).overall, 'insufficient_data');
  assert.equal(judge({ rows: 150, bias: 0.4 }, { minimumRows: 100 }).overall, 'alert');
});

test('accuracy at another threshold is not compared', () => {
  assert.equal('accuracy' in judge({}, { liveThreshold: 0.3 }).state, false);
  assert.equal('accuracy' in judge({}, { liveThreshold: 0.5 }).state, true);
});

test('an evaluation without a metric leaves that one unjudged', () => {
  const { state } = judge({}, { evaluation: evaluationOf(1, { metrics: {} }) });
  assert.equal(state.auc, 'insufficient_data');
});

test('a healthy model hardly ever alerts', () => {
  const random = seededRandom(9);
  let alerts = 0;
  for (let i = 0; i < 100; i++) if (judge({ rows: 1000, random }).overall === 'alert') alerts += 1;
  assert.ok(alerts <= 8, `${alerts} of 100`);
});
