import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationPlan } from './evaluation-plan.ts';

const PLAN = { holdout: 'select 1', label: 'late' };

const refusals = (more: object): string[] =>
  EvaluationPlan.safeParse({ ...PLAN, ...more }).error?.issues.map(({ path }) => path.join('.')) ?? [];

test('a plan of before has no part of what came later', () => {
  assert.deepEqual(EvaluationPlan.parse(PLAN), { ...PLAN, threshold: 0.5, slices: [] });
});

test('a plan may declare pairs, costs, groups, a ranking, margins and the primary metric', () => {
  const plan = EvaluationPlan.parse({
    ...PLAN,
    slices: [{ column: 'origin' }, { column: 'hour', bands: [6, 12] }],
    pairs: [['origin', 'hour']],
    costs: { falsePositive: 1, falseNegative: 5 },
    fairness: { groups: ['region'], reference: { region: 'north' } },
    ranking: { group: 'query' },
    margins: { auc: 0.005 },
    primary: 'auc',
  });
  assert.deepEqual(plan.costs, { falsePositive: 1, falseNegative: 5, truePositive: 0, trueNegative: 0 });
  assert.equal(plan.ranking?.at, 10);
});

test('what cannot be carried out is refused before anything is trained, all at once and by field', () => {
  assert.deepEqual(
    refusals({
      slices: [{ column: 'origin' }],
      pairs: [
        ['origin', 'hour'],
        ['origin', 'origin'],
      ],
      fairness: { groups: ['region'], reference: { regoin: 'north' } },
      margins: { AUC: 0.1 },
      primary: 'gini',
    }),
    ['pairs.0', 'pairs.1', 'fairness.reference.regoin', 'margins.AUC', 'primary'],
  );
  assert.deepEqual(refusals({ margins: { auc: -1 } }), ['margins.auc']);
});
