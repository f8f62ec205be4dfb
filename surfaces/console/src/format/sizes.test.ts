import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSize } from './sizes.ts';

test('sizes are decimal and stay below a thousand of their unit', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [412_000_000, '412 MB'],
    [999_999_999, '1.0 GB'],
    [5e15, '5000 TB'],
  ];
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text);
});
