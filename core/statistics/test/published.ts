import assert from 'node:assert/strict';

/**
 * Asserts that a number equals a published one to all of its digits: '.70732' allows one unit of the fifth decimal,
 * '1.08122e-5' one of its last, because some sources round and some cut.
 */
export function published(actual: number | null | undefined, expected: string): void {
  const [mantissa = '', exponent = '0'] = expected.split('e');
  const decimals = (mantissa.split('.')[1] ?? '').length;
  const tolerance = 10 ** (Number(exponent) - decimals) + 4e-16 * Math.abs(Number(expected));
  assert.equal(typeof actual, 'number', `expected ${expected}, got ${actual}`);
  assert.ok(Math.abs(actual! - Number(expected)) <= tolerance, `expected ${expected}, got ${actual}`);
}
