import { isTest } from '../file-kind.ts';
import type { Rule } from '../rule.ts';

/** Engine to the one role that imports it, types included. */
const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^@duckdb\//, 'warehouse'],
  [/^@electric-sql\/pglite/, 'adapters'],
  [/^pg$/, 'adapters'],
  [/^onnxruntime-/, 'inference'],
  [/^pg-boss$/, 'training'],
];

/** Each engine has one owner, so that it can be replaced in one place. */
export const engineOwners: Rule = {
  name: 'engine-owners',
  group: 'boundaries',
  law: 'Only warehouse imports DuckDB, only adapters a database driver, only inference ONNX Runtime, only training pg-boss.',
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => !isTest(file.path) && file.package.role !== 'root')
      .flatMap((file) =>
        file.links.flatMap(({ target, fact }) => {
          if (target.kind !== 'external') return [];
          const owner = OWNERS.find(([engine]) => engine.test(target.name))?.[1];
          return owner === undefined || owner === file.package.role
            ? []
            : [
                {
                  path: file.path,
                  line: fact.line,
                  message: `${target.name} belongs to ${owner}: ask it instead`,
                },
              ];
        }),
      );
  },
};
