import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOf, partitionValue, warehouseLayout } from './layout.ts';

test('contract names stay as they are in a path; everything else is percent-encoded', () => {
  assert.equal(partitionValue('flight-delays_2'), 'flight-delays_2');
  assert.equal(partitionValue('../a=b*'), '..%2Fa%3Db%2A');
  assert.equal(partitionValue('ü'), '%C3%BC');
});

test('a value too long for a file name is cut and stays unique', () => {
  const [a, b] = [partitionValue('ü'.repeat(200)), partitionValue(`${'ü'.repeat(200)}x`)];
  assert.ok(a.length <= 180 && b.length <= 180);
  assert.notEqual(a, b);
  assert.doesNotMatch(a, /%(?![0-9A-F]{2})/);
});

test('dates are those of UTC', () => {
  assert.equal(dateOf(Date.UTC(2024, 1, 29, 23, 59, 59, 999)), '2024-02-29');
});

test('a directory that DuckDB would take for a pattern is refused', () => {
  assert.throws(() => warehouseLayout('/data/[x]'), { code: 'INVALID_CONFIGURATION', field: 'directory' });
});
