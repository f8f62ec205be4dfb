import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Criterion } from '@slipway/contracts';
import { expressionProblem, validateCriteria } from './validate-criteria.ts';

const criterion = (name: string, pass: string, fail?: string): Criterion => ({
  name,
  pass,
  ...(fail === undefined ? {} : { fail }),
  whenAbsent: 'inconclusive',
});

test('expressions over the facts are accepted', () => {
  for (const expression of [
    'eval.auc.lower >= champion.auc.value - 0.005',
    'harmed == 0 && rows > 1000',
    'has(champion.auc) ? difference.auc.lower > -0.01 : true',
    'eval["auc"].value > 0.7',
    'slices.all(s, s.metrics.all(m, s.metrics[m].value >= 0.0))',
  ]) {
    assert.equal(expressionProblem(expression), null, expression);
  }
});

test('everything else is refused with a reason', () => {
  for (const [expression, reason] of [
    ['eval.auc.value >', /Unexpected token/],
    ['evaluation.auc.value > 1', /Unknown variable: evaluation/],
    ['eval.auc.value', /true or false/],
    ['rows + "x" > 1', /no such overload/],
    ['eval.auc.lowr > 0.5', /eval\.auc\.lowr is not a figure/],
    ['eval.auc.value.x > 0.5', /not a figure/],
    ['slices.exists(s, s.value.matches("(a+)+b"))', /matches/],
    ['slices.all(a, slices.all(b, slices.all(c, a.rows + b.rows > c.rows)))', /nested/],
    [`${'1 + '.repeat(600)}1 > 0`, /./],
  ] as const) {
    assert.match(expressionProblem(expression) ?? 'accepted', reason, expression);
  }
});

test('all problems are reported, each with its field', () => {
  const criteria = [criterion('a', 'true'), criterion('b', '1 +', 'nope'), criterion('c', 'rows')];
  assert.throws(
    () => validateCriteria(criteria, 'release.criteria'),
    (error: { code: string; field: string; problems: { field: string }[] }) => {
      assert.deepEqual(
        [error.code, error.field, error.problems.map(({ field }) => field)],
        [
          'INVALID_EXPRESSION',
          'release.criteria[1].pass',
          ['release.criteria[1].pass', 'release.criteria[1].fail', 'release.criteria[2].pass'],
        ],
      );
      return true;
    },
  );
  assert.throws(() => validateCriteria([criterion('a', 'true'), criterion('a', 'true')]), {
    code: 'INVALID_REQUEST',
    field: 'criteria[1].name',
  });
});
