import type { ExportsField, ExportsTarget } from './tree.ts';

/** Conditions in the order in which our runtime tries them. */
const CONDITIONS = ['node', 'import', 'default', 'types'];

/**
 * What a package.json `exports` field offers under a subpath.
 * @param subpath `.` or `./name`
 * @returns the path inside the package, or undefined when the subpath is not public
 * Source: https://nodejs.org/api/packages.html#package-entry-points
 */
export function resolveExports(exports: ExportsField | undefined, subpath: string): string | undefined {
  if (exports === undefined) return undefined;
  const table = isSubpathTable(exports) ? exports : { '.': exports };
  const exact = table[subpath];
  if (exact !== undefined) return pick(exact);
  for (const [pattern, target] of Object.entries(table)) {
    const star = pattern.indexOf('*');
    if (star === -1) continue;
    const before = pattern.slice(0, star);
    const after = pattern.slice(star + 1);
    if (subpath.startsWith(before) && subpath.endsWith(after) && subpath.length >= pattern.length) {
      const filler = subpath.slice(before.length, subpath.length - after.length);
      return pick(target)?.replaceAll('*', filler);
    }
  }
  return undefined;
}

function isSubpathTable(exports: ExportsField): exports is { readonly [subpath: string]: ExportsTarget } {
  return (
    typeof exports === 'object' && exports !== null && Object.keys(exports).every((key) => /^[.#]/.test(key))
  );
}

function pick(target: ExportsTarget): string | undefined {
  if (typeof target === 'string') return target;
  if (target === null) return undefined;
  for (const condition of CONDITIONS) {
    const found = target[condition];
    if (found !== undefined) return pick(found);
  }
  return undefined;
}
