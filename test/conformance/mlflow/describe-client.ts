import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startTestStack } from '../../stack/test-stack.ts';
import { runPythonSuite } from '../python-suite.ts';
import { type MlflowMajor, mlflowPython } from './mlflow-python.ts';

/** A whole stack: what is registered here has a registry behind it. */
const serve = async (t: TestContext): Promise<Record<string, string>> => {
  const { addresses, directory } = await startTestStack(t);
  const token = (await readFile(join(directory, 'tokens', 'author'), 'utf8')).trim();
  return { control: addresses.control, tracking: addresses.control.replace('//', `//author:${token}@`) };
};

/** Runs the suites with the newest client of a major version against a stack of their own each. */
export const describeClient = (major: MlflowMajor): void => {
  describe(`the client of MLflow ${major} from PyPI`, async () => {
    const python = await mlflowPython(major);
    for (const suite of ['tracking-client.py', 'registry-client.py'])
      it(suite, { skip: python === null && 'no Python packages' }, async (t) => {
        const script = join(import.meta.dirname, suite);
        for (const { name, error } of await runPythonSuite(python!, script, await serve(t)))
          await t.test(name, () => assert.equal(error, null));
      });
  });
};
