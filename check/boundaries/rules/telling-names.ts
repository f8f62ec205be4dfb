import { posix } from 'node:path';
import type { Rule } from '../rule.ts';

const EMPTY_WORDS = new Set('util utils helper helpers common misc manager managers shared'.split(' '));

/** No file or folder is named by a word that says nothing of what is inside. */
export const tellingNames: Rule = {
  name: 'telling-names',
  group: 'names',
  law: 'No file or folder is named utils, helpers, common, misc, manager or shared.',
  find(tree) {
    return tree.paths.flatMap((path) => {
      const word = wordsOf(posix.basename(path)).find((candidate) => EMPTY_WORDS.has(candidate));
      return word === undefined
        ? []
        : [{ path, message: `is named "${word}": name it by the noun it holds` }];
    });
  },
};

/** `HttpUtils.test.ts` to `http`, `utils`, `test`, `ts`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
