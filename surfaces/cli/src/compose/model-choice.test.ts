import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseModelChoice } from './model-choice.ts';

describe('SLIPWAY_MODEL', () => {
  it('names a version of a model', () => {
    assert.deepEqual(parseModelChoice('flight-delays@12'), {
      kind: 'version',
      model: 'flight-delays',
      version: 12,
    });
  });

  it('names a release', () => {
    assert.deepEqual(parseModelChoice('flight-delays-1-7'), {
      kind: 'release',
      release: 'flight-delays-1-7',
    });
  });

  it('names a directory, of the image or by its path', () => {
    for (const [text, directory] of [
      ['image:/model', '/model'],
      ['/opt/models/a@1', '/opt/models/a@1'],
      ['./model', './model'],
      ['../model', '../model'],
    ] as const)
      assert.deepEqual(parseModelChoice(text), { kind: 'directory', directory });
  });

  it('is refused when it is none of them', () => {
    for (const text of ['flight-delays@', 'flight-delays@0', 'flight-delays@latest', 'a b', 'image:', '@1'])
      assert.throws(() => parseModelChoice(text), { code: 'INVALID_CONFIGURATION', field: 'SLIPWAY_MODEL' });
  });
});
