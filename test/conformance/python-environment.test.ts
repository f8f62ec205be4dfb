import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pythonEnvironment } from './python-environment.ts';

describe('a Python environment', () => {
  it('takes exact versions only', async () => {
    for (const loose of ['numpy', 'numpy>=2', 'numpy==2.*', 'numpy==2; sys_platform == "x"', '--index-url=x'])
      await assert.rejects(pythonEnvironment('loose', [loose]), /exact version/);
  });
});
