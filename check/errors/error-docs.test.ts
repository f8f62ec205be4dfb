import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scanErrorUses } from './error-uses.ts';
import { judgeErrorUses } from './judge-error-uses.ts';
import { renderErrorDocs } from './render-error-docs.ts';

const CATALOGUE = {
  PORT_IN_USE: { kind: 'conflict', problem: 'Port {port} is in use.', remedy: 'Choose another one.' },
  NO_TOKEN: { kind: 'unauthenticated', problem: 'No token in <data-dir>.', remedy: 'Start {what} first.' },
};

function judge(text: string): string[] {
  const uses = new Map([['a.ts', scanErrorUses('a.ts', text)]]);
  return judgeErrorUses(CATALOGUE, 'catalogue.ts', uses).map(
    ({ path, line, message }) => `${path}:${line} ${message}`,
  );
}

const GOOD = "new SlipwayError('PORT_IN_USE', { port }); new SlipwayError('NO_TOKEN', { what: 'it' });";

describe('the catalogue of errors against its uses', () => {
  it('is content when every code is used with its values', () => assert.deepEqual(judge(GOOD), []));

  it('finds a code that nobody uses', () => {
    assert.deepEqual(judge("new SlipwayError('PORT_IN_USE', { port });"), [
      'catalogue.ts:undefined NO_TOKEN is used nowhere: remove it, or throw it',
    ]);
  });

  it('counts a code in a table or in a condition as used', () => {
    assert.deepEqual(judge("new SlipwayError(a ? 'NO_TOKEN' : 'PORT_IN_USE', { port, what });"), []);
    assert.deepEqual(judge("const table = { a: 'NO_TOKEN', b: 'PORT_IN_USE' };"), []);
  });

  it('finds a code that the catalogue lacks', () => {
    assert.deepEqual(judge(`${GOOD}\nnew SlipwayError('toString');`), [
      'a.ts:2 toString is not in the catalogue',
    ]);
  });

  it('finds a value that the text needs and nobody gives, but believes what it cannot see', () => {
    assert.deepEqual(judge(`${GOOD}\nnew SlipwayError('NO_TOKEN');`), [
      'a.ts:2 NO_TOKEN is made without {what} of its text',
    ]);
    assert.deepEqual(judge(`${GOOD}\nnew SlipwayError('NO_TOKEN', { ...rest });`), []);
    assert.deepEqual(judge(`${GOOD}\nnew SlipwayError('NO_TOKEN', values);`), []);
  });
});

describe('docs/errors.md', () => {
  it('has a heading for each kind and each code, and is safe Markdown', () => {
    const text = renderErrorDocs(CATALOGUE);
    assert.deepEqual(text.match(/^##+ .*$/gm), [
      '## Kind `conflict`',
      '### PORT_IN_USE',
      '## Kind `unauthenticated`',
      '### NO_TOKEN',
    ]);
    assert.match(text, /No token in &lt;data-dir>\.\n\n\*\*Way out:\*\* Start \{what\} first\.\n/);
  });
});
