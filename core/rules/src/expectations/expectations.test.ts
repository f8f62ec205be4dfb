import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Expectation } from '@slipway/contracts';
import { checkExpectations, compileExpectation, type ExpectedColumn } from './index.ts';

const of = (expect: string, more: Partial<Expectation> = {}): Expectation =>
  Expectation.parse({ name: 'e', column: 'delay', expect, ...more });

const judge = (expect: string, value: string | number | boolean | null, row: object = {}): boolean => {
  const compiled = compileExpectation(of(expect));
  assert.ok(compiled.ok, compiled.ok ? '' : compiled.message);
  return compiled.expectation.holds({ value, row: new Map(Object.entries(row)) });
};

const COLUMNS: ExpectedColumn[] = [
  { name: 'delay', kind: 'number' },
  { name: 'origin', kind: 'category' },
  { name: 'air time', kind: 'number' },
];

const problems = (declared: Expectation, columns?: readonly ExpectedColumn[]): string[] =>
  checkExpectations([declared], 'expectations', columns).map(({ field, message }) => `${field}: ${message}`);

describe('a row-level expectation', () => {
  test('reads the value of its column and other columns of the row', () => {
    assert.equal(judge('value >= 0 && value < 2000', 1999.5), true);
    assert.equal(judge('value >= 0 && value < 2000', 2000), false);
    assert.equal(judge('value in ["ATL", "ORD"]', 'SEA'), false);
    assert.equal(judge('value in [1, 2]', 2), true, 'a number of a column is a double');
    assert.equal(
      judge('value + row.delay < 10 && row["air time"] > 0', 3, { delay: 4, 'air time': 1 }),
      true,
    );
    assert.equal(judge('value.startsWith("2001-")', '2001-01-31T00:00:00.000Z'), true, 'times are text');
  });

  test('is not broken by what is missing, unless it says what null means', () => {
    assert.equal(judge('value >= 0', null), true);
    assert.equal(judge('value == 3', null), true);
    assert.equal(judge('value in [3]', null), true);
    assert.equal(judge('value < row.limit', 3, { limit: null }), true);
    assert.equal(judge('value != null', null), false);
    assert.equal(judge('value != null && value >= 0', -1), false);
    assert.equal(judge('value == null || value >= 0', null), true);
    assert.equal(judge('row.limit != null && value < row.limit', null, { limit: 3 }), true);
  });

  test('is broken by what cannot be computed', () => {
    assert.equal(judge('int(value) > 3', 'x'), false);
    assert.equal(judge('value > 3', 'x'), false);
  });
});

test('a column-level expectation reads the profile', () => {
  const compiled = compileExpectation(of('nullShare < 0.01 && distinct > 10', { level: 'column' }));
  assert.ok(compiled.ok);
  assert.equal(compiled.expectation.holds({ nullShare: 0, distinct: 11 }), true);
  assert.equal(compiled.expectation.holds({ nullShare: 0.02, distinct: 11 }), false);
  assert.equal(compiled.expectation.holds({ nullShare: null, distinct: 11 }), true);
});

describe('what cannot be an expectation is refused with its place', () => {
  test('before the columns are known', () => {
    assert.deepEqual(problems(of('value >=')), [
      'expectations[0].expect: Unexpected token: EOF (at character 9)',
    ]);
    assert.match(problems(of('size("a")'))[0]!, /must be true or false/);
    assert.match(problems(of('nullShare < 1'))[0]!, /"nullShare" cannot be read here; there are value, row/);
    assert.match(problems(of('value > 1', { level: 'column' }))[0]!, /there are rows, nulls, nullShare/);
    assert.match(problems(of('row == row'))[0]!, /columns are read by their names/);
    assert.match(problems(of('value.matches("(a+)+")'))[0]!, /the function matches is not available/);
    assert.match(
      problems(of('rows > 1', { level: 'column', atMost: 0.1 }))[0]!,
      /^expectations\[0\]\.atMost/,
    );
    assert.deepEqual(problems(Expectation.parse({ name: 'n', expect: 'rows > 1', level: 'column' })), []);
    assert.match(problems(Expectation.parse({ name: 'n', expect: 'value > 1' }))[0]!, /there are row \(/);
  });

  test('by the columns and their types', () => {
    assert.deepEqual(problems(of('value >= 0 && row.origin != "ATL"'), COLUMNS), []);
    assert.deepEqual(problems(of('row["air time"] > 1 || value == null'), COLUMNS), []);
    assert.match(
      problems(of('value + 1'), COLUMNS)[0]!,
      /must be true or false, such as value >= 0, not double/,
    );
    assert.match(
      problems(of('value == "late"'), COLUMNS)[0]!,
      /expectations\[0\]\.expect: .*double == string/,
    );
    assert.match(problems(of('row.dest == "ATL"'), COLUMNS)[0]!, /no column "dest"; there are delay, origin/);
    assert.match(problems(of('value > 1', { column: 'dely' }), COLUMNS)[0]!, /^expectations\[0\]\.column/);
    assert.match(problems(of('min > 1', { level: 'column', column: 'origin' }), COLUMNS)[0]!, /string > int/);
  });
});
