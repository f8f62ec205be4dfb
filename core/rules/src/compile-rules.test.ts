import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '@slipway/contracts';
import { compileRules } from './compile-rules.ts';
import { condition, inputFacts, outputFacts, reject, ruleSet } from './fixtures/flight-rules.ts';
import type { InputFacts } from './verdict.ts';

const holds = (when: string, input: Row, more: Partial<InputFacts> = {}): boolean => {
  const rules = compileRules(ruleSet({ inputRules: [reject(when)] }), {
    onError: (rule) => assert.fail(`${rule} failed: ${when}`),
  });
  return rules.applyInput(inputFacts(input, more)).kind === 'reject';
};

test('numbers mean what they say, whole or not', () => {
  const row = { distance: 100, month: 6 };
  for (const when of [
    'input.distance > 99',
    'input.distance >= 100.0',
    'input.month == 6',
    '6 == input.month',
    'input.month != 7',
    'input.month in [5, 6]',
    'input.month in [5.0, 6.0]',
    'input.distance * 2 + 1 == 201',
    'input.distance / 8 == 12.5',
    'int(input.distance) % 7 == 2',
    'input.distance % 7 == 2',
    '-input.distance < 0',
    'input.distance > 5 ? input.month == 6 : false',
  ]) {
    assert.equal(holds(when, row), true, when);
  }
});

test('texts, booleans, unit, attributes and endpoint can be read', () => {
  const row = { carrier: 'AA', weekend: true };
  const facts = { unit: 'user-7', attributes: { country: 'DE' }, endpoint: 'late' };
  for (const when of [
    'input.carrier == "AA"',
    'input["carrier"].startsWith("A") && size(input.carrier) == 2',
    'input.weekend',
    '!(input.weekend == false)',
    'unit.endsWith("7")',
    'attributes.country in ["DE", "AT"]',
    'attributes.country.lowerAscii() == "de"',
    'attributes.city == ""',
    'endpoint == "late"',
  ]) {
    assert.equal(holds(when, row, facts), true, when);
  }
});

test('what is missing is null, absent or NaN: a rule that computes with it does not fire, negated or not, and that is no error', () => {
  for (const row of [{ distance: null }, {}, { distance: Number.NaN }]) {
    for (const when of [
      'input.distance > 1',
      'input.distance < 1',
      '!(input.distance > 1)',
      'input.distance + 1 > 0',
      '-input.distance < 1',
      'input.carrier.startsWith("A")',
      'size(input.carrier) == 0',
      'input.weekend',
      '!input.weekend',
      'input.weekend ? true : true',
      'input.distance > 1 && 1 < 2',
    ]) {
      assert.equal(holds(when, row), false, when);
    }
  }
});

test('a missing value is equal to null only, and alternatives are still looked at', () => {
  for (const when of [
    'input.distance == null',
    '!(input.distance != null)',
    'input.carrier != "AA"',
    'input.distance > 1 || input.month == 6',
    'input.month == 6 || input.distance > 1',
    'input.distance == null || input.distance > 1',
    'input.distance != null ? input.distance > 1 : true',
    '!(input.carrier in ["AA"])',
  ]) {
    assert.equal(holds(when, { month: 6 }), true, when);
  }
  assert.equal(holds('unit == null', {}, { unit: null }), true);
  assert.equal(holds('unit.startsWith("a")', {}, { unit: null }), false);
});

test('names of JavaScript are names of features and attributes like all others', () => {
  assert.equal(holds('input.constructor == null && input["__proto__"] == null', {}), true);
  assert.equal(holds('attributes.constructor == ""', {}), true);
  assert.equal(holds('input["__proto__"] == 1', JSON.parse('{"__proto__": 1}') as Row), true);
});

test('a rule that cannot be evaluated did not fire, and is counted', () => {
  const failed: string[] = [];
  const rules = compileRules(
    ruleSet({
      inputRules: [reject('double(input.carrier) > 1', 'broken'), reject('input.month == 6', 'works')],
    }),
    { onError: (rule) => failed.push(rule) },
  );
  const verdict = rules.applyInput(inputFacts({ carrier: 'AA', month: 6 }));
  assert.deepEqual([verdict.kind, verdict.fired, failed], ['reject', ['works'], ['broken']]);
});

test('input rules run in order; adjust goes on with the new row, everything else ends the list', () => {
  const rules = compileRules(
    ruleSet({
      inputRules: [
        {
          name: 'cap',
          when: 'input.distance > 5000',
          action: { do: 'adjust', set: { distance: '5000', month: 'input.distance / 1000' } },
        },
        { name: 'swap', when: 'input.distance == 5000', action: { do: 'variant', variant: 'long-haul' } },
        reject('true', 'never-reached'),
      ],
    }),
  );
  const row = { distance: 7000, month: 1 };
  assert.deepEqual(rules.applyInput(inputFacts(row)), {
    kind: 'variant',
    variant: 'long-haul',
    input: { distance: 5000, month: 7 },
    rule: 'swap',
    fired: ['cap', 'swap'],
  });
  assert.deepEqual(row, { distance: 7000, month: 1 }, 'the given row stays');
  assert.deepEqual(rules.applyInput(inputFacts({ distance: 1, month: 1 })), {
    kind: 'reject',
    rule: 'never-reached',
    message: 'refused by never-reached',
    fired: ['never-reached'],
  });
});

test('a fixed answer carries its score and decision', () => {
  const rules = compileRules(
    ruleSet({
      inputRules: [
        {
          name: 'short',
          when: 'input.distance < 10',
          action: { do: 'answer', score: 0, decision: 'on time' },
        },
      ],
    }),
  );
  assert.deepEqual(rules.applyInput(inputFacts({ distance: 1 })), {
    kind: 'answer',
    answer: { score: 0, decision: 'on time' },
    rule: 'short',
    fired: ['short'],
  });
  const far = inputFacts({ distance: 100 });
  assert.deepEqual(rules.applyInput(far), { kind: 'go', input: far.input, fired: [] });
});

test('adjust sets all of its features or none; only the literal null makes one missing', () => {
  const failed: string[] = [];
  const adjusting = (set: Record<string, string>) =>
    compileRules(ruleSet({ inputRules: [{ name: 'a', when: 'true', action: { do: 'adjust', set } }] }), {
      onError: (rule) => failed.push(rule),
    });
  const row = { distance: 10, carrier: null, month: 1 };
  const after = (set: Record<string, string>) => adjusting(set).applyInput(inputFacts(row));
  assert.deepEqual(after({ distance: 'null', carrier: '"AA"' }), {
    kind: 'go',
    input: { distance: null, carrier: 'AA', month: 1 },
    fired: ['a'],
  });
  assert.deepEqual(after({ distance: '1', month: 'input.carrier' }), { kind: 'go', input: row, fired: [] });
  assert.deepEqual(failed, []);
  assert.deepEqual(after({ distance: '1', month: '1 / 0' }).fired, []);
  assert.deepEqual(after({ month: 'input.distance / 0' }).fired, []);
  assert.deepEqual(failed, ['a', 'a']);
});

test('the first condition that is true decides the variant', () => {
  const rules = compileRules(
    ruleSet({
      conditions: [condition('attributes.tier == "gold"', 'b'), condition('input.distance > 10', 'c')],
    }),
  );
  const choose = (distance: number, tier?: string) =>
    rules.chooseVariant(inputFacts({ distance }, tier === undefined ? {} : { attributes: { tier } }));
  assert.deepEqual(choose(100, 'gold'), { variant: 'b', condition: 'b' });
  assert.deepEqual(choose(100), { variant: 'c', condition: 'c' });
  assert.equal(choose(1), null);
});

test('output rules see the answer, and an adjusted score or threshold decides again', () => {
  const rules = compileRules(
    ruleSet({
      outputRules: [
        {
          name: 'lower',
          when: 'input.carrier == "AA"',
          action: { do: 'adjust', threshold: 'threshold - 0.2' },
        },
        { name: 'half', when: 'score > 0.9', action: { do: 'adjust', score: 'score / 2' } },
        {
          name: 'named',
          when: 'threshold < 0.31 && decision == "late"',
          action: { do: 'adjust', decision: '"on time"' },
        },
        { name: 'other', when: 'variant == "b"', action: { do: 'variant', variant: 'a' } },
        reject('scores.exists(s, s > 0.99)', 'sure'),
      ],
    }),
  );
  assert.deepEqual(rules.applyOutput(outputFacts(0.4)), {
    kind: 'go',
    score: 0.4,
    decision: 'on time',
    threshold: 0.3,
    fired: ['lower', 'named'],
  });
  const other = outputFacts(0.95, { input: {} });
  assert.deepEqual(rules.applyOutput(other), {
    kind: 'go',
    score: 0.475,
    decision: 'on time',
    threshold: 0.5,
    fired: ['half'],
  });
  assert.equal(rules.applyOutput({ ...other, variant: 'b' }).kind, 'variant');
  assert.equal(rules.applyOutput({ ...other, scores: [0.001, 0.999] }).kind, 'reject');
});

test('a threshold plays no part outside of binary tasks; a decision must be a class', () => {
  const failed: string[] = [];
  const rules = compileRules(
    ruleSet({
      outputRules: [
        { name: 'low', when: 'true', action: { do: 'adjust', threshold: '0.1' } },
        { name: 'odd', when: 'true', action: { do: 'adjust', decision: 'input.carrier' } },
        { name: 'out', when: 'true', action: { do: 'adjust', threshold: 'score + 2.0' } },
      ],
    }),
    { onError: (rule) => failed.push(rule) },
  );
  const three = { task: 'multiclass' as const, classes: ['x', 'y', 'z'] };
  const facts = outputFacts(0.4, { scores: [0.3, 0.4, 0.3], decision: 'y', signature: three });
  assert.deepEqual(rules.applyOutput(facts), {
    kind: 'go',
    score: 0.4,
    decision: 'y',
    threshold: 0.1,
    fired: ['low'],
  });
  assert.deepEqual(failed, ['odd', 'out']);
});

test('what the rules read is known', () => {
  const rules = compileRules(
    ruleSet({
      conditions: [condition('attributes.tier == "gold" && input["month"] == 1', 'b')],
      outputRules: [
        { name: 'a', when: 'unit != null && input.month > 1', action: { do: 'adjust', score: 'score' } },
      ],
    }),
  );
  assert.deepEqual([...rules.reads].sort(), ['attributes.tier', 'input.month', 'score', 'unit']);
  assert.equal(rules.readsAttributes, true);
});

test('without rules nothing is done', () => {
  const rules = compileRules(ruleSet({}));
  assert.deepEqual([rules.hasInput, rules.hasConditions, rules.hasOutput], [false, false, false]);
  const facts = outputFacts(0.7);
  const input = rules.applyInput(facts);
  assert.ok(input.kind === 'go' && input.input === facts.input);
  assert.equal(rules.chooseVariant(facts), null);
  assert.deepEqual(rules.applyOutput(facts), {
    kind: 'go',
    score: 0.7,
    decision: 'late',
    threshold: 0.5,
    fired: [],
  });
});

test('text of clients is read up to 10,000 characters', () => {
  const long = `${'a'.repeat(10_000)}b`;
  assert.equal(holds('size(input.carrier) == 10000', { carrier: long }), true);
  assert.equal(holds('input.carrier.contains("b")', { carrier: long }), false);
});

test('all problems are thrown together', () => {
  const set = ruleSet({
    inputRules: [
      reject('input.x >', 'a'),
      { name: 'b', when: 'true', action: { do: 'adjust', set: { x: 'y' } } },
    ],
    outputRules: [{ name: 'c', when: 'score', action: { do: 'adjust', score: '"high"' } }],
  });
  assert.throws(
    () => compileRules(set),
    (error: { code: string; field: string; problems: { field: string }[] }) => {
      assert.deepEqual(
        [error.code, error.field, error.problems.map(({ field }) => field)],
        [
          'RULE_INVALID',
          'inputRules[0].when',
          ['inputRules[0].when', 'inputRules[1].action.set.x', 'outputRules[0].action.score'],
        ],
      );
      return true;
    },
  );
});
