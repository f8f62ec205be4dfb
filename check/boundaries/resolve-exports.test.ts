import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveExports } from './resolve-exports.ts';

describe('resolveExports', () => {
  const table = {
    '.': './src/index.ts',
    './blobs': { types: './src/blobs.d.ts', default: './src/blobs.ts' },
    './ports/*': './src/ports/*.ts',
    './ports/hidden': null,
  };

  it('finds names, conditions and patterns', () => {
    assert.equal(resolveExports(table, '.'), './src/index.ts');
    assert.equal(resolveExports(table, './blobs'), './src/blobs.ts');
    assert.equal(resolveExports(table, './ports/clock'), './src/ports/clock.ts');
    assert.equal(resolveExports('./main.ts', '.'), './main.ts');
    assert.equal(resolveExports({ import: './main.ts' }, '.'), './main.ts');
  });

  it('offers nothing else', () => {
    assert.equal(resolveExports(table, './src/index.ts'), undefined);
    assert.equal(resolveExports(table, './ports/hidden'), undefined);
    assert.equal(resolveExports(undefined, '.'), undefined);
  });
});
