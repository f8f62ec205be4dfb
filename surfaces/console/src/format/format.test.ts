import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortDigest, shortId } from './digests.ts';
import { formatDifference, formatFigure, formatInterval, formatP, formatShare } from './figures.ts';
import { durationParts, relativeTime } from './moments.ts';

test('figures keep the digits that matter, and a true minus', () => {
  assert.equal(formatFigure(0.71234), '0.7123');
  assert.equal(formatFigure(12.345), '12.35');
  assert.equal(formatFigure(null), '–');
  assert.equal(formatDifference(0.0045), '+0.0045');
  assert.equal(formatDifference(-0.0013), '−0.0013');
  assert.equal(formatInterval({ lower: -0.001, upper: 0.002 }, formatDifference), '[−0.0010, +0.0020]');
  assert.equal(formatInterval({ lower: null, upper: null }), '');
  assert.deepEqual([formatP(null), formatP(0.0004), formatP(0.031)], ['–', '< 0.001', '0.031']);
  assert.deepEqual([formatShare(0.5), formatShare(1 / 3)], ['50 %', '33.3 %']);
});

test('durations are said in their two largest units', () => {
  assert.deepEqual(durationParts(840), { kind: 'milliseconds', ms: 840 });
  assert.deepEqual(durationParts(12_340), { kind: 'seconds', s: '12.3' });
  assert.deepEqual(durationParts(59_990), { kind: 'minutes', m: 1, s: 0 });
  assert.deepEqual(durationParts(125_000), { kind: 'minutes', m: 2, s: 5 });
  assert.deepEqual(durationParts(11_040_000), { kind: 'hours', h: 3, m: 4 });
});

test('times are relative, in the language', () => {
  assert.equal(relativeTime(0, 59_999, 'en'), null);
  assert.match(relativeTime(0, 5 * 60_000, 'en') ?? '', /5 min/);
  assert.match(relativeTime(0, 5 * 60_000, 'ko') ?? '', /5분/);
  assert.match(relativeTime(0, 3 * 86_400_000, 'en') ?? '', /3 day/);
});

test('digests and sortable ids are shortened, readable ids are not', () => {
  assert.equal(shortDigest(`sha256:${'ab'.repeat(32)}`), 'abababababab');
  assert.equal(shortId('0195d3c2-7a11-7abc-8def-0123456789ab'), '456789ab');
  assert.equal(shortId('flight-delays-2-5'), 'flight-delays-2-5');
});
