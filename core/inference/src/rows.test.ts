import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import './rows.ts';

it('the rows entry loads no ONNX Runtime, so that a gateway stays small', () => {
  const { cache } = createRequire(import.meta.url);
  assert.deepEqual(
    Object.keys(cache).filter((path) => path.includes('onnxruntime')),
    [],
  );
});
