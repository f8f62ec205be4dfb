import type { Rule } from '../rule.ts';

/** A file that does not parse could hide any import from the other rules. */
export const readableSource: Rule = {
  name: 'readable-source',
  group: 'habits',
  law: 'Every source file parses.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) =>
      file.facts.syntaxErrors.map(({ what, line }) => ({ path: file.path, line, message: what })),
    );
  },
};
