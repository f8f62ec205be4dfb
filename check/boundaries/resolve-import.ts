import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { resolveExports } from './resolve-exports.ts';
import type { Package, Target } from './tree.ts';

const BUILTINS = new Set(builtinModules);
/** Tried in this order after the exact path, for bundled code that leaves the extension out. */
const ENDINGS = ['', '.ts', '.tsx', '.d.ts', '.js', '/index.ts', '/index.tsx'];

/** What resolving needs to know of the tree. */
export interface ImportScope {
  readonly packages: readonly Package[];
  /** Whether a file exists, by its path from the root. */
  readonly has: (path: string) => boolean;
}

/** Where an import in `path`, which belongs to `from`, leads. Pure. */
export function resolveImport(scope: ImportScope, from: Package, path: string, specifier: string): Target {
  const bare = specifier.replace(/[?].*$/, '');
  if (bare.startsWith('.')) return relative(scope, posix.join(posix.dirname(path), bare));
  if (bare.startsWith('/') || bare.startsWith('file:')) return { kind: 'relative', wanted: bare };
  if (bare.startsWith('#')) {
    const inside = resolveExports(from.manifest.imports, bare);
    return inside?.startsWith('.')
      ? relative(scope, posix.join(from.folder, inside))
      : { kind: 'relative', wanted: bare };
  }
  if (bare.startsWith('node:')) return { kind: 'builtin', name: bare.slice(5) };
  const name = packageName(bare);
  const owner = scope.packages.find((candidate) => candidate.name === name);
  if (owner) {
    const inside = resolveExports(owner.manifest.exports, `.${bare.slice(name.length)}`);
    const found = inside === undefined ? undefined : relative(scope, posix.join(owner.folder, inside)).path;
    return found === undefined
      ? { kind: 'workspace', package: owner }
      : { kind: 'workspace', package: owner, path: found };
  }
  return BUILTINS.has(bare) ? { kind: 'builtin', name: bare } : { kind: 'external', name };
}

/** `@scope/name/deep` to `@scope/name`, `name/deep` to `name`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function relative(scope: ImportScope, wanted: string): Extract<Target, { kind: 'relative' }> {
  const ending = ENDINGS.find((candidate) => scope.has(wanted + candidate));
  return ending === undefined
    ? { kind: 'relative', wanted }
    : { kind: 'relative', wanted, path: wanted + ending };
}
