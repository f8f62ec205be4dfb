import { isToolConfig } from '../file-kind.ts';
import type { Rule } from '../rule.ts';

/** A training job and a test reporter are found by their default export; a declaration describes the module of another. */
const DEMANDED = /\.(job|reporter|d)\.[mc]?[jt]s$/;

/** Exports are named, so that one thing has one name everywhere. */
export const namedExports: Rule = {
  name: 'named-exports',
  group: 'habits',
  law: 'Named exports only; a default export only where a tool asks for it (*.config.ts, *.job.ts, *.reporter.ts).',
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => !isToolConfig(file.path) && !DEMANDED.test(file.path))
      .flatMap((file) =>
        file.facts.defaultExports.map(({ what, line }) => ({
          path: file.path,
          line,
          message: `has ${what}: give it a name`,
        })),
      );
  },
};
