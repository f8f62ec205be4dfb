import type { Rule } from '../rule.ts';

/** A workspace is entered through the files that its `exports` name. */
export const deepImports: Rule = {
  name: 'deep-imports',
  group: 'boundaries',
  law: 'A package is imported only through its exports; the rest is its own affair.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) =>
      file.links.flatMap(({ fact, target }) =>
        target.kind === 'workspace' && target.path === undefined
          ? [
              {
                path: file.path,
                line: fact.line,
                message: `${fact.specifier} is not in the exports of ${target.package.folder || '.'}/package.json`,
              },
            ]
          : [],
      ),
    );
  },
};
