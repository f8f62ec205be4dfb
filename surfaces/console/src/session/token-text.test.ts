import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenInFragment, tokenInText } from './token-text.ts';

test('a token is found in a fragment, in a pasted address and by itself', () => {
  assert.equal(tokenInFragment('#token=abc'), 'abc');
  assert.equal(tokenInFragment('#/reviews/1'), null);
  assert.equal(tokenInFragment('#token='), null);
  assert.equal(tokenInText(' http://127.0.0.1:4100/#token=abc \n'), 'abc');
  assert.equal(tokenInText('abc'), 'abc');
  assert.equal(tokenInText('http://127.0.0.1:4100/#/'), null);
  assert.equal(tokenInText('two words'), null);
  assert.equal(tokenInText(''), null);
});
