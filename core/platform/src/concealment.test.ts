import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConcealment } from './concealment.ts';

test('secrets are hidden wherever they stand, a longer one before one that it begins with', () => {
  const { conceal, longest } = createConcealment(['hunter2', 'hunter2-admin', '']);
  assert.equal(conceal('hunter2-admin logs in as hunter2, hunter2!'), '*** logs in as ***, ***!');
  assert.equal(longest, 'hunter2-admin'.length);
});

test('what has a meaning in expressions or replacements is a plain character of a secret', () => {
  assert.equal(createConcealment(['a.*(b)$&[c]\\']).conceal('x a.*(b)$&[c]\\ a.b(b)'), 'x *** a.b(b)');
});

test('a secret of several lines is hidden line by line, and as it stands within JSON and URLs', () => {
  const secret = '-----BEGIN KEY-----\nMIIEvQ/+=\n}\n';
  const { conceal } = createConcealment([secret]);
  assert.equal(conceal('MIIEvQ/+= }'), '*** }');
  assert.equal(conceal(`key: ${JSON.stringify({ secret })}`), 'key: {"secret":"***"}');
  assert.equal(conceal(`https://host/?key=${encodeURIComponent(secret)}`), 'https://host/?key=***');
});

test('without secrets a text stays as it is', () => {
  const { conceal, longest } = createConcealment([]);
  assert.deepEqual([conceal('plain'), longest], ['plain', 0]);
});
