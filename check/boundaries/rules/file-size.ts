import { isGenerated } from '../file-kind.ts';
import type { Rule } from '../rule.ts';

/** Above it a reader no longer sees the file at once, and two people edit it at once. The median should be near 100. */
const MAX_LINES = 500;

/** No source file grows over the cap. */
export const fileSize: Rule = {
  name: 'file-size',
  group: 'sizes',
  law: `No source file has over ${MAX_LINES} lines; generated files (*.gen.*) aside.`,
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => file.lines > MAX_LINES && !isGenerated(file.path))
      .map((file) => ({ path: file.path, message: `has ${file.lines} lines: split it by noun` }));
  },
};
