import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@marcbachmann/cel-js';
import type { InputRule, Row } from '@slipway/contracts';
import fc from 'fast-check';
import { checkRules } from './check-rules.ts';
import { compileExpression } from './compile-expression.ts';
import { compileRules } from './compile-rules.ts';
import { inputFacts, outputFacts, reject, ruleSet, signature } from './fixtures/flight-rules.ts';
import { neededFacts } from './needed-facts.ts';
import { Scope } from './scope.ts';

const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, 100, Number.NaN));
const text = fc.constantFrom('', 'AA', 'B', 'late');
const row: fc.Arbitrary<Row> = fc.record(
  {
    distance: fc.option(number),
    month: fc.option(number),
    carrier: fc.option(text),
    weekend: fc.option(fc.boolean()),
  },
  { requiredKeys: [] },
);

const { condition, amount } = fc.letrec<{ condition: string; amount: string; word: string }>((tie) => ({
  amount: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('input.distance', 'input.month', '2', '0.5', '100', 'double(input.carrier)'),
    fc
      .tuple(tie('amount'), fc.constantFrom('+', '-', '*', '/'), tie('amount'))
      .map((all) => `(${all.join(' ')})`),
    fc
      .tuple(tie('condition'), tie('amount'), tie('amount'))
      .map(([c, a, b]) => `(${c} ? ${a} : double(${b}))`),
  ),
  word: fc.constantFrom('input.carrier', 'unit', '"AA"', 'attributes.x', 'input.carrier.lowerAscii()'),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(tie('amount'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('amount'))
      .map((all) => `(${all.join(' ')})`),
    fc.tuple(tie('word'), fc.constantFrom('==', '!=', '<'), tie('word')).map((all) => `(${all.join(' ')})`),
    fc.constantFrom('input.weekend', 'input.distance == null', 'unit != null', 'input.month in [1, 2]'),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map((all) => `(${all.join(' ')})`),
    tie('condition').map((inner) => `!(${inner})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

const settings = { numRuns: 400 };

test('whatever text is given, checking and compiling end with problems or a rule that never throws', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        'input.',
        'distance',
        ' > ',
        '1',
        '"',
        '(',
        ')',
        '&&',
        '.exists(s,',
        '[',
        ']',
        '?',
        ':',
        '!',
        '\\',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, row, (parts, input) => {
      const when = parts.join('') || 'true';
      const problems = checkRules({ inputRules: [reject(when)] }, [signature]);
      if (problems.length === 0) {
        compileRules(ruleSet({ inputRules: [reject(when)] })).applyInput(inputFacts(input));
      }
    }),
    settings,
  );
});

test('rules never throw, whatever is missing', () => {
  fc.assert(
    fc.property(condition, amount, row, fc.option(text), (when, value, input, unit) => {
      const set = ruleSet({
        inputRules: [{ name: 'a', when, action: { do: 'adjust', set: { distance: value } } }, reject(when)],
        outputRules: [{ name: 'o', when, action: { do: 'adjust', score: value } }],
      });
      fc.pre(checkRules(set, []).length === 0);
      const rules = compileRules(set);
      const facts = inputFacts(input, { unit });
      const verdict = rules.applyInput(facts);
      assert.ok(verdict.fired.length <= 2);
      const answered = rules.applyOutput(outputFacts(0.3, facts));
      assert.ok(answered.kind === 'go' && Number.isFinite(answered.score));
    }),
    settings,
  );
});

test('passing a rule by because a fact is missing is what evaluating it says', () => {
  fc.assert(
    fc.property(condition, row, fc.option(text), (when, input, unit) => {
      const compilation = compileExpression(when, 'input');
      fc.pre(compilation.ok);
      const { expression } = compilation;
      const scope = new Scope([expression.reads]);
      scope.fill(inputFacts(input, { unit }));
      const evaluated = expression.evaluate(scope);
      const isTrue = evaluated.kind === 'value' && evaluated.value === true;
      assert.equal(
        expression.holds(scope, () => undefined),
        isTrue,
        when,
      );
      const missing = [...neededFacts(expression.ast)].some((fact) => scope.isMissing(fact));
      assert.ok(!(missing && isTrue));
    }),
    { numRuns: 1500 },
  );
});

test('where nothing is missing the answer is that of plain CEL over doubles', () => {
  const full = fc.record({
    distance: fc.double({ min: -9, max: 9, noNaN: true }),
    month: fc.constantFrom(1.5, 2.25, 7.5),
    carrier: text,
    weekend: fc.boolean(),
  });
  const simple = condition.filter((when) => !/\b(2|100)\b/.test(when.replaceAll('[1, 2]', '')));
  fc.assert(
    fc.property(simple, full, (when, input) => {
      let expected: unknown = false;
      try {
        expected = parse(when)({ input, unit: 'u1', attributes: { x: '' } });
      } catch {
        expected = false;
      }
      const rules = compileRules(ruleSet({ inputRules: [reject(when)] }));
      assert.equal(rules.applyInput(inputFacts(input)).kind === 'reject', expected === true, when);
    }),
    settings,
  );
});

test('a chain of adjustments is the fold of its steps, in order, and every one that fired is named', () => {
  const step = fc.record({ add: fc.integer({ min: -5, max: 5 }), above: fc.integer({ min: -20, max: 20 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: -20, max: 20 }), (steps, start) => {
      const inputRules = steps.map(
        ({ add, above }, i): InputRule => ({
          name: `r${i}`,
          when: `input.distance > ${above}`,
          action: { do: 'adjust', set: { distance: `input.distance + ${add}` } },
        }),
      );
      const fired: string[] = [];
      let value = start;
      for (const [i, { add, above }] of steps.entries()) {
        if (value <= above) continue;
        value += add;
        fired.push(`r${i}`);
      }
      assert.deepEqual(compileRules(ruleSet({ inputRules })).applyInput(inputFacts({ distance: start })), {
        kind: 'go',
        input: { distance: value },
        fired,
      });
    }),
    settings,
  );
});
