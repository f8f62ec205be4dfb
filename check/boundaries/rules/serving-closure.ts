import { isTest } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import { pathTo, reach } from '../shortest-path.ts';
import { linkedPath, type Tree } from '../tree.ts';

const SERVING_ROLES = new Set(['gateway', 'predictor', 'deployer']);
const FORBIDDEN_ROLES = new Set(['training', 'release', 'warehouse', 'monitoring', 'adapters']);
const FORBIDDEN_PACKAGES = [/^pg-boss$/, /^kysely/, /^@duckdb\//, /^@electric-sql\/pglite/, /^pg$/];

/**
 * Follows every import that is left at run time, through workspaces and, by the lock file, through registry packages.
 * Erased types are not followed here: the role matrix judges them where they stand.
 */
export const servingClosure: Rule = {
  name: 'serving-closure',
  group: 'boundaries',
  law: 'Serving is free of training code: nothing that gateway, predictor or deployer loads reaches training, release, a queue, a database or DuckDB.',
  find(tree) {
    const starts = [...tree.files.values()].filter(
      (file) => SERVING_ROLES.has(file.package.role) && !isTest(file.path),
    );
    const from = reach(
      starts.map((file) => file.path),
      (node) => loads(tree, node),
    );
    return [...from.keys()].flatMap((node) => {
      if (!isForbidden(tree, node)) return [];
      const way = pathTo(from, node);
      if (way.slice(0, -1).some((step) => isForbidden(tree, step))) return [];
      return [{ path: way[0]!, message: `loads ${node}: ${way.join(' → ')}` }];
    });
  },
};

/** Nodes are paths of this tree and, marked by a leading `npm:`, names of registry packages. */
function loads(tree: Tree, node: string): string[] {
  if (node.startsWith('npm:')) return (tree.locked.get(node.slice(4)) ?? []).map((name) => `npm:${name}`);
  return (tree.files.get(node)?.links ?? []).flatMap((link) => {
    if (link.fact.erased) return [];
    if (link.target.kind === 'external') return [`npm:${link.target.name}`];
    const path = linkedPath(link);
    return path === undefined ? [] : [path];
  });
}

function isForbidden(tree: Tree, node: string): boolean {
  if (node.startsWith('npm:')) return FORBIDDEN_PACKAGES.some((pattern) => pattern.test(node.slice(4)));
  return FORBIDDEN_ROLES.has(tree.files.get(node)?.package.role ?? '');
}
