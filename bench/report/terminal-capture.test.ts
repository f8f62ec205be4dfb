import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trimCapture } from './terminal-capture.ts';

const chapter = (number: number, lines: number) => [
  `${number}. Chapter ${number}  [${number} s]`,
  ...Array.from({ length: lines }, (_, i) => `   line ${number}.${i}`),
  '',
];
const END = ['What happened', '  time  3 s', '', 'Try next', '  npx slipway status', ''];
const output = ['', ...chapter(1, 2), ...chapter(2, 30), ...END].join('\n');

describe('the capture of a terminal', () => {
  it('is what it was when it is short enough', () => {
    assert.equal(trimCapture(output, 100, 80), output.trim());
  });

  it('loses the middle of long chapters, and says so', () => {
    const lines = trimCapture(output, 20, 80).split('\n');
    assert.ok(lines.length <= 20);
    const text = lines.join('\n');
    assert.match(text, /^1\. Chapter 1 {2}\[1 s\]\n {3}line 1\.0\n {3}line 1\.1\n\n2\. Chapter 2/);
    assert.match(text, / {3}line 2\.0\n[^[]*\[\d+ more lines\]\n[^[]* {3}line 2\.29\n\nWhat happened\n/);
    assert.ok(text.endsWith('Try next\n  npx slipway status'));
  });

  it('has no lines that a terminal overwrites', () => {
    assert.equal(trimCapture('1. A  [0 s]\n   … 500 of 2000\n   done', 10, 80), '1. A  [0 s]\n   done');
  });

  it('cuts lines that are too wide', () => {
    assert.equal(trimCapture('abcdefgh', 10, 5), 'abcd…');
  });
});
