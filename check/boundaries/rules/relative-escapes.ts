import type { Rule } from '../rule.ts';
import { packageOf } from '../tree.ts';

/** A relative import stays inside its package. */
export const relativeEscapes: Rule = {
  name: 'relative-escapes',
  group: 'boundaries',
  law: 'A relative import never leaves its package; other packages are imported by name.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) =>
      file.links.flatMap(({ fact, target }) => {
        if (target.kind !== 'relative' || fact.specifier.startsWith('#')) return [];
        const outside = target.wanted.startsWith('..') || /^(\/|file:)/.test(target.wanted);
        const owner = outside ? undefined : packageOf(tree.packages, target.wanted);
        if (owner === file.package) return [];
        const advice = owner
          ? `import ${owner.name} by name`
          : 'nothing outside the repository may be imported';
        return [
          { path: file.path, line: fact.line, message: `${fact.specifier} leaves the package: ${advice}` },
        ];
      }),
    );
  },
};
