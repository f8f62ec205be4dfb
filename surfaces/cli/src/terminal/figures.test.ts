import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatDuration, formatEstimate, shortDigest } from './figures.ts';

test('an estimate has its interval when it has one, and a dash when it is not defined', () => {
  const estimate = { value: 0.7123, lower: 0.7001, upper: 0.72, level: 0.95, method: 'DeLong' };
  assert.equal(formatEstimate(estimate), '0.7123 (0.7001 – 0.7200)');
  assert.equal(formatEstimate(estimate, 2), '0.71 (0.70 – 0.72)');
  assert.equal(formatEstimate({ ...estimate, lower: null, upper: null }), '0.7123');
  assert.equal(formatEstimate({ ...estimate, value: null, lower: null, upper: null }), '–');
});

test('times are rounded without sixty seconds in a minute', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [850.4, '850 ms'],
    [1000, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [119_700, '2 min 0 s'],
    [125_000, '2 min 5 s'],
  ];
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
});

test('sizes are decimal and stay below a thousand of their unit', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [13_500_000, '13.5 MB'],
    [999_999, '1.0 MB'],
    [5e15, '5000.0 TB'],
  ];
  for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
});

test('a digest is short without its algorithm', () => {
  assert.equal(shortDigest(`sha256:${'ab'.repeat(32)}`), 'abababababab');
});
