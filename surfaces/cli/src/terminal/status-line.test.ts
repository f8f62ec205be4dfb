import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatusLine } from './status-line.ts';

const screen = (isTTY: boolean) => {
  let text = '';
  return { isTTY, columns: 12, write: (part: string) => (text += part), shown: () => text };
};

test('on a terminal the status is below the lines, written over, and gone at the end', () => {
  const target = screen(true);
  const line = new StatusLine(target);
  line.show('train 1 s');
  line.print('hello');
  line.show('train 2 seconds and more');
  line.end();
  assert.equal(target.shown().replaceAll('\r\u001b[2K', '<'), '<train 1 s<hello\ntrain 1 s<train 2 sec<');
});

test('elsewhere there are only lines', () => {
  const target = screen(false);
  const line = new StatusLine(target);
  line.show('train 1 s');
  line.print('hello');
  line.end();
  assert.equal(target.shown(), 'hello\n');
});
