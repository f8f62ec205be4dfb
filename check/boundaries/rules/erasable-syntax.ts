import type { Rule } from '../rule.ts';

/** Node runs our TypeScript by erasing types, so nothing may need more than that. */
export const erasableSyntax: Rule = {
  name: 'erasable-syntax',
  group: 'habits',
  law: 'No enum, no namespace, no parameter property: Node strips types and cannot compile them.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) =>
      file.facts.unerasable.map(({ what, line }) => ({
        path: file.path,
        line,
        message: `has a ${what}, which type stripping cannot erase`,
      })),
    );
  },
};
