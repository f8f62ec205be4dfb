import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import { checkRules } from './check-rules.ts';
import { condition, reject, signature } from './fixtures/flight-rules.ts';

const problemOf = (when: string, stage: 'inputRules' | 'outputRules' = 'inputRules'): string | null => {
  const problems = checkRules({ [stage]: [reject(when)] }, [signature]);
  assert.ok(problems.length <= 1, JSON.stringify(problems));
  return problems[0]?.message ?? null;
};

test('a rule over the features of the signature has no problem', () => {
  for (const when of [
    'input.distance > 100',
    'input.distance > 100.5 && input.month in [6, 7]',
    'input.carrier == null || input.carrier.startsWith("A")',
    'input.distance == null',
    'input.weekend != null && input.weekend',
    'unit != null && attributes.anything == "x" && endpoint == "late"',
  ]) {
    assert.equal(problemOf(when), null, when);
  }
  for (const when of ['score > 0.9 && decision != null', 'scores[0] < threshold', 'scores.all(s, s < 0.5)']) {
    assert.equal(problemOf(when, 'outputRules'), null, when);
  }
});

test('an unknown name, a wrong type, a syntax error: what and where', () => {
  const cases: [string, RegExp][] = [
    ['input.dist > 1', /^feature "dist" is not in the signature \(at character 1\)$/],
    ['true && input["Distance"] > 1', /feature "Distance" .*\(at character 9\)/],
    ['inptu.distance > 1', /"inptu" cannot be read; there are input, unit, attributes, endpoint/],
    ['score > 1', /"score" cannot be read before the model has answered/],
    ['input.distance > "a"', /no such overload: double > string/],
    ['input.carrier == 1', /no such overload: string == int/],
    ['input.distance', /must be true or false.*not double/],
    ['input.distance >', /Unexpected token: EOF \(at character 17\)/],
    ['size(input) > 1', /input\.<feature>/],
    ['input[unit] == 1', /input\.<feature>/],
    ['attributes[unit] == ""', /attributes\.<name>/],
    ['attributes.Country == "DE"', /lower-case names: country/],
  ];
  for (const [when, message] of cases) assert.match(problemOf(when) ?? '', message, when);
});

test('what could run for ever or read nothing useful is not in the language', () => {
  const cases = [
    'input.carrier.matches("(a+)+$")',
    'input.carrier.split("").size() > 1',
    '["a"].map(x, x + x).size() > 1',
    '[1].filter(x, x > 0).size() > 0',
    'has(input.carrier)',
    'type(input.distance) == double',
    'timestamp("2026-01-01T00:00:00Z") == timestamp("2026-01-01T00:00:00Z")',
    'b"a" == b"a"',
    '{"a": 1}.a == 1',
    '[1].exists(x, [2].exists(y, x < y))',
    '[1].exists(unit, unit > 0)',
    'cel.bind(x, 1, x > 0)',
    'google == google',
    `${'('.repeat(40)}true${')'.repeat(40)} && ${'!'.repeat(40)}true`,
    Array.from({ length: 200 }, (_, i) => `${i} < ${i}`).join(' || '),
    `input.month in [${Array.from({ length: 300 }, (_, i) => i).join(',')}]`,
  ];
  for (const when of cases) assert.notEqual(problemOf(when), null, when);
});

test('values of adjust have the type of their feature, and missing needs an optional one', () => {
  const problems = checkRules(
    {
      inputRules: [
        {
          name: 'a',
          when: 'true',
          action: {
            do: 'adjust',
            set: { distance: '"far"', month: 'null', carrier: 'null', weekend: 'true', other: '1' },
          },
        },
      ],
      outputRules: [
        {
          name: 'b',
          when: 'true',
          action: { do: 'adjust', score: '"x"', threshold: '1', decision: '"never"' },
        },
        { name: 'c', when: 'true', action: { do: 'answer', score: 1, decision: null } },
      ],
    },
    [signature],
  );
  assert.deepEqual(
    problems.map(({ field }) => field),
    [
      'outputRules[0].action.score',
      'inputRules[0].action.set.distance',
      'inputRules[0].action.set.month',
      'inputRules[0].action.set.other',
      'outputRules[0].action.decision',
      'outputRules[1].action.decision',
    ],
  );
});

test('every signature must fit, and each problem is told once', () => {
  const text: ModelSignature = {
    ...signature,
    features: [{ name: 'distance', kind: 'category', optional: false }],
  };
  const rules = {
    conditions: [condition('input.distance > 1', 'b')],
    inputRules: [reject('input.month == 1')],
  };
  assert.deepEqual(checkRules(rules, [signature, signature]), []);
  assert.deepEqual(
    checkRules(rules, [signature, text, text]).map(({ field }) => field),
    ['inputRules[0].when', 'conditions[0].when'],
  );
});

test('without a signature only the language is checked', () => {
  assert.deepEqual(checkRules({ inputRules: [reject('input.anything > 1')] }, []), []);
  assert.equal(checkRules({ inputRules: [reject('input.anything >')] }, []).length, 1);
});
