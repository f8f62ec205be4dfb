import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConcealment } from '@slipway/platform';
import { createLineSplitter, LONGEST_LINE } from './line-splitter.ts';

const linesOf = (...chunks: (string | Uint8Array)[]): string[] => {
  const lines: string[] = [];
  const splitter = createLineSplitter((text) => lines.push(text));
  for (const chunk of chunks) splitter.write(Buffer.from(chunk as string));
  splitter.end();
  return lines;
};

test('lines are cut at line ends, wherever the chunks are cut', () => {
  assert.deepEqual(linesOf('a\nb', 'c\n\nd'), ['a', 'bc', '', 'd']);
  assert.deepEqual(linesOf('a\r', '\nb\r\n'), ['a', 'b']);
  assert.deepEqual(linesOf(), []);
});

test('a character that is torn between two chunks stays whole', () => {
  const bytes = Buffer.from('grün\n');
  assert.deepEqual(linesOf(bytes.subarray(0, 3), bytes.subarray(3)), ['grün']);
});

test('of a progress bar only the last drawing is kept', () => {
  assert.deepEqual(linesOf('10 %\r50 %\r100 %\n'), ['100 %']);
});

test('a line without end arrives in pieces of bounded length', () => {
  const lines = linesOf('x'.repeat(LONGEST_LINE * 2 + 5));
  assert.deepEqual(
    lines.map(({ length }) => length),
    [LONGEST_LINE, LONGEST_LINE, 5],
  );
});

test('a secret is concealed wherever chunks and pieces are cut', () => {
  const secret = 'correct-horse-battery-staple';
  const concealment = createConcealment([secret]);
  for (let before = LONGEST_LINE - secret.length - 1; before <= LONGEST_LINE + 1; before++) {
    const line = `${'x'.repeat(before)}${secret}${'y'.repeat(LONGEST_LINE)}${secret}`;
    for (const size of [1000, LONGEST_LINE + 3, line.length]) {
      const pieces: string[] = [];
      const splitter = createLineSplitter((text) => pieces.push(text), concealment);
      for (let from = 0; from < line.length; from += size)
        splitter.write(Buffer.from(line.slice(from, from + size)));
      splitter.end();
      assert.equal(pieces.join(''), line.replaceAll(secret, '***'));
      assert.ok(pieces.every(({ length }) => length <= LONGEST_LINE));
    }
  }
});
