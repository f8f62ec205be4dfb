import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaceBlock } from './readme-block.ts';

const PAGE =
  'above\n<!-- a:begin -->\nold\n<!-- a:end -->\nbetween\n<!-- b:begin -->\n<!-- b:end -->\nbelow\n';

describe('a block of a page', () => {
  it('is replaced, and nothing around it', () => {
    const page = replaceBlock(replaceBlock(PAGE, 'a', 'new $& text\n'), 'b', 'more');
    assert.equal(
      page,
      'above\n<!-- a:begin -->\nnew $& text\n<!-- a:end -->\nbetween\n<!-- b:begin -->\nmore\n<!-- b:end -->\nbelow\n',
    );
  });

  it('may be written again', () => {
    const once = replaceBlock(PAGE, 'b', 'x');
    assert.equal(replaceBlock(once, 'b', 'x'), once);
  });

  it('must be there', () => {
    assert.throws(() => replaceBlock(PAGE, 'c', 'x'), /<!-- c:begin -->/);
  });
});
