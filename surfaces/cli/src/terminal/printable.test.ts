import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from './printable.ts';

test('what a terminal would obey is shown as a picture', () => {
  assert.equal(printable('\u001b]0;owned\u0007\u001b[2Jgone'), '␛]0;owned␇␛[2Jgone');
  assert.equal(printable('10%\r100%\b\u007f\u009b31m'), '10%␍100%␈␡\ufffd31m');
});

test('all other text stays as it is, lines and tabs too', () => {
  const text = 'α\tß\n한국어 🙂 done';
  assert.equal(printable(text), text);
});
