import type { Violation } from '../boundaries/violation.ts';
import { type Catalogue, placeholdersOf } from './catalogue-entry.ts';
import type { ErrorUses } from './error-uses.ts';

/**
 * Holds the catalogue against its uses: no dead code, no unknown code, no value left out of a message.
 * @param uses path to what the shipped file says; the catalogue's own file left out
 */
export function judgeErrorUses(
  catalogue: Catalogue,
  cataloguePath: string,
  uses: ReadonlyMap<string, ErrorUses>,
): Violation[] {
  const found: Violation[] = [];
  for (const code of Object.keys(catalogue)) {
    if (![...uses.values()].some((file) => file.strings.has(code))) {
      found.push({ path: cataloguePath, message: `${code} is used nowhere: remove it, or throw it` });
    }
  }
  for (const [path, { made }] of uses) {
    for (const use of made) {
      const entry = Object.hasOwn(catalogue, use.code) ? catalogue[use.code] : undefined;
      if (entry === undefined) {
        found.push({ path, line: use.line, message: `${use.code} is not in the catalogue` });
        continue;
      }
      const missing = use.values && placeholdersOf(entry).filter((name) => !use.values?.includes(name));
      if (missing?.length) {
        const names = missing.map((name) => `{${name}}`).join(', ');
        found.push({ path, line: use.line, message: `${use.code} is made without ${names} of its text` });
      }
    }
  }
  return found;
}
