import { isTest, isToolConfig } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import type { Link, Package, SourceFile } from '../tree.ts';

/** Every bare import stands in the manifest of its own package, whatever npm hoists. */
export const undeclaredImports: Rule = {
  name: 'undeclared-imports',
  group: 'boundaries',
  law: 'A package imports only what its own package.json declares; devDependencies only in tests and tool configuration.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) =>
      file.links.flatMap((link) => {
        const message = judge(file, link);
        return message === undefined ? [] : [{ path: file.path, line: link.fact.line, message }];
      }),
    );
  },
};

function judge(file: SourceFile, { target, fact }: Link): string | undefined {
  if (target.kind === 'relative' && target.wanted.startsWith('#')) {
    return `${target.wanted} is not in the imports of ${manifestOf(file.package)}`;
  }
  if (target.kind !== 'workspace' && target.kind !== 'external') return undefined;
  if (target.kind === 'workspace' && (target.package === file.package || file.package.role === 'root')) {
    return undefined;
  }
  const name = target.kind === 'workspace' ? target.package.name : target.name;
  const { manifest } = file.package;
  const declared = {
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  };
  const development = manifest.devDependencies ?? {};
  if (name in declared) return undefined;
  if (fact.erased && typesOf(name) in { ...declared, ...development }) return undefined;
  if (name in development) {
    const mayUse = file.package.role === 'root' || isTest(file.path) || isToolConfig(file.path);
    return mayUse
      ? undefined
      : `${name} is a devDependency of ${manifestOf(file.package)}: shipped code needs it too`;
  }
  return `${name} is not declared in ${manifestOf(file.package)}`;
}

function manifestOf(owner: Package): string {
  return owner.folder === '' ? 'package.json' : `${owner.folder}/package.json`;
}

/** Where the types of an untyped package come from: `@types/name`, `@types/scope__name`. */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
