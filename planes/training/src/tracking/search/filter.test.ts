import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXPERIMENT_RULES } from '../experiments/experiment-search.ts';
import { RUN_RULES } from '../runs/run-search.ts';
import { parseFilter } from './filter.ts';
import { parseOrder } from './order-by.ts';

const brief = (filter: string) =>
  parseFilter(filter, RUN_RULES).map(({ entity, key, operator, value }) => [entity, key, operator, value]);

describe('a filter', () => {
  it('is comparisons joined by AND', () => {
    const cases: [string, unknown[]][] = [
      ['', []],
      ['  ', []],
      ['metrics.loss < 0.5', [['metric', 'loss', '<', 0.5]]],
      ['metric.loss >= -1e-3', [['metric', 'loss', '>=', -0.001]]],
      ['metrics.a = .5', [['metric', 'a', '=', 0.5]]],
      [
        `params.depth = '3' and tags.kind != "b"`,
        [
          ['param', 'depth', '=', '3'],
          ['tag', 'kind', '!=', 'b'],
        ],
      ],
      [`tags."a.b c" LIKE '%x_'`, [['tag', 'a.b c', 'LIKE', '%x_']]],
      ["tags.`mlflow.source.name` ilike 'X'", [['tag', 'mlflow.source.name', 'ILIKE', 'X']]],
      [`tags.mlflow.user = 'ada'`, [['tag', 'mlflow.user', '=', 'ada']]],
      [`params.a/b-c:d = 'it''s'`, [['param', 'a/b-c:d', '=', "it's"]]],
      [`status = 'RUNNING'`, [['attribute', 'status', '=', 'RUNNING']]],
      [`attr.start_time > 1700000000000`, [['attribute', 'start_time', '>', 1_700_000_000_000]]],
      [`attributes.run_id IN ('a', 'b')`, [['attribute', 'run_id', 'IN', ['a', 'b']]]],
      [`run_id NOT IN ('a')`, [['attribute', 'run_id', 'NOT IN', ['a']]]],
      ['tags.x IS NULL', [['tag', 'x', 'IS NULL', null]]],
      ['params.x is not null', [['param', 'x', 'IS NOT NULL', null]]],
      [`dataset.name = 'rows'`, [['dataset', 'name', '=', 'rows']]],
      [`tags.order = 'and'`, [['tag', 'order', '=', 'and']]],
      [
        `tags.x = "a' OR 1=1; drop table tracking_run --"`,
        [['tag', 'x', '=', "a' OR 1=1; drop table tracking_run --"]],
      ],
    ];
    for (const [filter, wanted] of cases) assert.deepEqual(brief(filter), wanted, filter);
  });

  it('is refused with the place of what is wrong', () => {
    const cases: [string, RegExp][] = [
      ['metrics.loss <', /character 15: it ends where a value/],
      [`metrics.loss = 'x'`, /character 16: a number is expected/],
      ['params.depth = 3', /character 16: text in quotes is expected/],
      ['params.depth > 3', /character 14: > cannot compare "depth"/],
      [`loss < 1`, /character 1: "loss" cannot be searched by/],
      [`nothing.x = 'y'`, /"nothing" is no entity/],
      [`a.b.c`, /"a" is no entity/],
      [`tags.a = 'b' OR tags.c = 'd'`, /character 14: AND is expected, not "OR"/],
      [`tags.a = 'b`, /character 10: the quote ' is not closed/],
      [`tags.a == 'b'`, /use "="/],
      [`tags. = 'b'`, /a key is expected after the dot/],
      [`tags.a IN 'b'`, /IN cannot compare/],
      [`run_id IN ('a' 'b')`, /"," or "\)" is expected/],
      [`run_id IN ()`, /text in quotes is expected/],
      [`tags.a ~ 'b'`, /"~" is not expected/],
      [`constructor.x = 'y'`, /"constructor" is no entity/],
      [`__proto__ = 'y'`, /cannot be searched by/],
      ['AND', /cannot be searched by|operator/],
    ];
    for (const [filter, message] of cases)
      assert.throws(() => brief(filter), { code: 'INVALID_REQUEST', field: 'filter', message }, filter);
  });

  it('of random bytes is read or refused, never anything else', () => {
    const pieces = [
      'metrics',
      '.',
      ' ',
      "'",
      '"',
      '`',
      '(',
      ')',
      ',',
      'AND',
      'IN',
      'NOT',
      'LIKE',
      '=',
      '<',
      '1',
      'e5',
      'tags.x',
      '\\',
      '%',
      'é',
      '\u2028',
    ];
    let state = 7;
    const next = (count: number) => {
      state = (state * 48271) % 2147483647;
      return state % count;
    };
    for (let i = 0; i < 3000; i++) {
      const filter = Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join('');
      try {
        brief(filter);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'INVALID_REQUEST', filter);
      }
    }
  });
});

describe('an order', () => {
  it('is a name and a direction', () => {
    const order = parseOrder(['metrics.loss DESC', 'params.`a b`', 'start_time asc'], RUN_RULES);
    assert.deepEqual(order, [
      { entity: 'metric', key: 'loss', ascending: false },
      { entity: 'param', key: 'a b', ascending: true },
      { entity: 'attribute', key: 'start_time', ascending: true },
    ]);
    for (const wrong of ['', 'nothing', 'metrics.loss UP', 'metrics.loss DESC, x', 'datasets.name'])
      assert.throws(() => parseOrder([wrong], RUN_RULES), { code: 'INVALID_REQUEST' }, wrong);
    assert.throws(() => parseOrder(['tags.x'], EXPERIMENT_RULES), { code: 'INVALID_REQUEST' });
  });
});
