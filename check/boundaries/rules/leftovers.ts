import type { Rule } from '../rule.ts';

/** The planes and the core speak through the logger; a stray console line would break the log's format. */
const LOGGED = /^(core|planes)\//;

/** Nothing is left half-done or half-debugged. */
export const leftovers: Rule = {
  name: 'leftovers',
  group: 'habits',
  law: 'No TODO or FIXME, and in core and planes no console.*: open an issue, or use the logger.',
  find(tree) {
    return [...tree.files.values()].flatMap((file) => {
      const facts = LOGGED.test(file.path)
        ? [...file.facts.marks, ...file.facts.consoleCalls]
        : file.facts.marks;
      return facts.map(({ what, line }) => ({ path: file.path, line, message: `has ${what}` }));
    });
  },
};
