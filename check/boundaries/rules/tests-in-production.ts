import { isTest } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import { linkedPath } from '../tree.ts';

/** What is shipped never loads a test, a suite or a fixture. */
export const testsInProduction: Rule = {
  name: 'tests-in-production',
  group: 'boundaries',
  law: 'Only tests import tests, suites and fixtures.',
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => file.package.role !== 'root' && !isTest(file.path))
      .flatMap((file) =>
        file.links.flatMap((link) => {
          const path = linkedPath(link);
          return path !== undefined && isTest(path)
            ? [{ path: file.path, line: link.fact.line, message: `imports ${path}, which is test code` }]
            : [];
        }),
      );
  },
};
