import { posix } from 'node:path';
import { isGenerated } from '../file-kind.ts';
import type { Rule } from '../rule.ts';

/** Words of small letters and digits, joined by hyphens, with dots between the parts; a router may ask for `$id` or `__root`. */
const KEBAB = /^(\$|_{1,2})?[a-z0-9]+(-[a-z0-9]+)*(\.\$?[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Source files are named in kebab-case. */
export const kebabCase: Rule = {
  name: 'kebab-case',
  group: 'names',
  law: 'Source files are named in kebab-case, after their main export.',
  find(tree) {
    return [...tree.files.keys()]
      .filter((path) => !isGenerated(path) && !KEBAB.test(posix.basename(path)))
      .map((path) => ({ path, message: 'is not named in kebab-case' }));
  },
};
