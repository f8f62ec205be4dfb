import { isTest, isToolConfig } from '../file-kind.ts';
import type { Rule } from '../rule.ts';

const BROWSER_ROLES = new Set(['contracts', 'client', 'statistics', 'rules', 'console']);

/** What runs in a browser uses nothing that only Node has. */
export const browserSafe: Rule = {
  name: 'browser-safe',
  group: 'boundaries',
  law: 'contracts, client, statistics, rules and console run in a browser: no Node modules and no Node globals.',
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => BROWSER_ROLES.has(file.package.role))
      .filter((file) => !isTest(file.path) && !isToolConfig(file.path))
      .flatMap((file) => [
        ...file.links.flatMap(({ target, fact }) =>
          target.kind === 'builtin'
            ? [
                {
                  path: file.path,
                  line: fact.line,
                  message: `imports ${fact.specifier}, which no browser has`,
                },
              ]
            : [],
        ),
        ...file.facts.nodeGlobals.map(({ what, line }) => ({
          path: file.path,
          line,
          message: `uses ${what}, which no browser has`,
        })),
      ]);
  },
};
