import type { Rule } from '../rule.ts';

const READER = 'core/platform/src/environment.ts';
/** A step is a program of its own whose contract is its environment; the tools at the root are no part of the product. */
const ALLOWED = [/^(check|test|bench)\//, /^examples\/.*(^|\/)steps\//, /^examples\/.*\bstep\b[^/]*$/];

/** One file reads `process.env`; everything else is handed its configuration. */
export const environmentReader: Rule = {
  name: 'environment-reader',
  group: 'boundaries',
  law: `process.env is read in ${READER} only (and by examples' steps and the root's check, test and bench scripts).`,
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => file.path !== READER && !ALLOWED.some((pattern) => pattern.test(file.path)))
      .flatMap((file) =>
        file.facts.environmentReads.map(({ what, line }) => ({
          path: file.path,
          line,
          message: `reads ${what}: take the value from the configuration of the platform`,
        })),
      );
  },
};
