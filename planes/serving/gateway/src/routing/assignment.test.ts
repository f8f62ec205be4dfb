import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { biasedPositionOf, chooseRange, fnv32a, fnv32aOfDigits, positionOf, rangesOf } from './assignment.ts';

const nearly = (actual: readonly (readonly number[])[]) =>
  actual.map((range) => range.map((value) => Math.round(value * 1e6) / 1e6));

test('reference case R2a: positions of hash version 2', () => {
  const cases: [seed: string, unit: string, position: number][] = [
    ['seed', 'a', 0.0505],
    ['seed', 'b', 0.2696],
    ['foo', 'ab', 0.2575],
    ['90850943850283058242805', '123', 0.7516],
    ['()**(%$##$%#$#', '___)((*":&', 0.0128],
  ];
  for (const [seed, unit, position] of cases)
    assert.equal(positionOf(seed, unit), position, `${seed} ${unit}`);
});

test('reference case R2b: positions of hash version 1, and FNV-1a', () => {
  const cases: [seed: string, unit: string, position: number][] = [
    ['', 'a', 0.22],
    ['', 'b', 0.077],
    ['b', 'a', 0.946],
    ['ef', 'd', 0.652],
    ['asdf', '8952klfjas09ujk', 0.549],
  ];
  for (const [seed, unit, position] of cases)
    assert.equal(biasedPositionOf(seed, unit), position, `${seed} ${unit}`);
  assert.equal(fnv32a('a'), 3826002220);
  assert.equal(fnv32a('foobar'), 3214735720);
});

test('reference case R2c: ranges', () => {
  assert.deepEqual(nearly(rangesOf(3, 0.2, [0.2, 0.3, 0.5])), [
    [0, 0.04],
    [0.2, 0.26],
    [0.5, 0.6],
  ]);
  const halves = rangesOf(2, 0.5, [0.5, 0.5]);
  assert.deepEqual(nearly(halves), [
    [0, 0.25],
    [0.5, 0.75],
  ]);
  assert.equal(chooseRange(0.25, halves), -1);
  assert.equal(chooseRange(0.5, halves), 1);
  assert.deepEqual(nearly(rangesOf(4, 1, [0.4, 0.4, 0.2])), [
    [0, 0.25],
    [0.25, 0.5],
    [0.5, 0.75],
    [0.75, 1],
  ]);
  assert.deepEqual(nearly(rangesOf(2, 1, [0.4, 0.1])), [
    [0, 0.5],
    [0.5, 1],
  ]);
});

test('the hash of digits is that of their text, and one text may be hashed after another', () => {
  for (const value of [0, 1, 9, 10, 99, 100, 4_294_967_295, 1_000_000_000, 999_999_999])
    assert.equal(fnv32aOfDigits(value), fnv32a(String(value)), String(value));
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.string(), fc.string(), (value, seed, unit) => {
      assert.equal(fnv32aOfDigits(value), fnv32a(String(value)));
      assert.equal(fnv32a(unit, fnv32a(seed)), fnv32a(seed + unit));
    }),
  );
});

test('reference case R2e: positions are uniform', () => {
  const below = Array.from({ length: 100_000 }, (_, index) => positionOf('exp-1', `user${index}`));
  assert.equal(below.filter((position) => position < 0.1).length, 10_116);
});

const weightsOf = (parts: readonly number[]): number[] => {
  const sum = parts.reduce((total, part) => total + part, 0);
  return sum === 0 ? parts.map(() => 1 / parts.length) : parts.map((part) => part / sum);
};
const anyWeights = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }).map(weightsOf);
const anyCoverage = fc.double({ min: 0, max: 1, noNaN: true });

test('raising the coverage moves nobody who takes part', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      anyWeights,
      anyCoverage,
      anyCoverage,
      (seed, unit, weights, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const position = positionOf(seed, unit);
        const before = chooseRange(position, rangesOf(weights.length, low, weights));
        const after = chooseRange(position, rangesOf(weights.length, high, weights));
        assert.ok(before === -1 || before === after);
      },
    ),
  );
});

test('a unit is always at the same position in [0, 1), and full coverage leaves nobody out but by rounding', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), anyWeights, (seed, unit, weights) => {
      const position = positionOf(seed, unit);
      assert.equal(positionOf(seed, unit), position);
      assert.ok(position >= 0 && position < 1);
      const arm = chooseRange(position, rangesOf(weights.length, 1, weights));
      assert.ok(arm >= 0 && (weights[arm] ?? 0) > 0);
    }),
  );
});

test('ranges never overlap, and a weight of 0 gets nobody', () => {
  fc.assert(
    fc.property(anyWeights, anyCoverage, (weights, coverage) => {
      const ranges = rangesOf(weights.length, coverage, weights);
      for (const [index, [start, end]] of ranges.entries()) {
        assert.ok(end >= start && end <= (ranges[index + 1]?.[0] ?? 1) + 1e-9);
        if (weights[index] === 0) assert.equal(end, start);
      }
    }),
  );
});
