import { isTest } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import { linkedPath, type Tree } from '../tree.ts';

const READER = 'core/platform/src/environment.ts';
/** The tools at the root are no part of the product. */
const TOOLS = /^(check|test|bench)\//;
/** The test of the reader has to set what is read. */
const READER_TEST = READER.replace('.ts', '.test.ts');

/** One file reads `process.env`; everything else is handed its configuration. */
export const environmentReader: Rule = {
  name: 'environment-reader',
  group: 'boundaries',
  law: `process.env is read in ${READER} only, in the programs that examples run as steps, and in the tools at the root.`,
  find(tree) {
    const programs = stepPrograms(tree);
    return [...tree.files.values()]
      .filter(
        (file) =>
          file.path !== READER &&
          file.path !== READER_TEST &&
          !TOOLS.test(file.path) &&
          !programs.has(file.path),
      )
      .flatMap((file) =>
        file.facts.environmentReads.map(({ what, line }) => ({
          path: file.path,
          line,
          message: `reads ${what}: take the value from the configuration of the platform`,
        })),
      );
  },
};

/** A step is a program of its own whose contract is its environment: a file of an example that nothing but a test names. */
function stepPrograms(tree: Tree): ReadonlySet<string> {
  const imported = new Set(
    [...tree.files.values()]
      .filter(({ path }) => !isTest(path))
      .flatMap((file) => file.links.map(linkedPath)),
  );
  return new Set(
    [...tree.files.values()]
      .filter((file) => file.package.role === 'example' && !imported.has(file.path))
      .map((file) => file.path),
  );
}
