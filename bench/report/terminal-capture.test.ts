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
  it('is what it was when it is short enough, but for the empty lines in chapters', () => {
    const lines = output.split('\n').filter((line) => line !== '' && !END.includes(line));
    assert.equal(trimCapture(output, 100, 80), [...lines, '', ...END].join('\n').trim());
  });

  it('loses the middle of long chapters, and says so', () => {
    const lines = trimCapture(output, 18, 80).split('\n');
    assert.equal(lines.length, 17);
    assert.deepEqual(lines.slice(0, 5), [
      '1. Chapter 1  [1 s]',
      '   line 1.0',
      '   line 1.1',
      '2. Chapter 2  [2 s]',
      '   line 2.0',
    ]);
    assert.ok(lines.some((line) => /^ {3}\[… \d+ more lines\]$/.test(line)));
    assert.equal(lines.at(-7), '   line 2.29');
    assert.equal(lines.at(-1), '  npx slipway status');
  });

  it('has no lines that a terminal overwrites', () => {
    assert.equal(trimCapture('1. A  [0 s]\n   … 500 of 2000\n   done', 10, 80), '1. A  [0 s]\n   done');
  });

  it('cuts lines that are too wide', () => {
    assert.equal(trimCapture('abcdefgh', 10, 5), 'abcd…');
  });
});
