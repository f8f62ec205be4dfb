import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupTests } from './test-groups.ts';

/** Real processes under load: these files run after everything else. */
const WHOLE_STACK = /^test\/(?!boundaries\/|runner\/|docs\/)|^surfaces\/console\//;
/** Suites of their own, because they need more than Node and npm, or many minutes: a real browser, real clients of others (from PyPI), trials. */
export const SUITES = ['browser', 'conformance', 'endurance'] as const;
export type Suite = (typeof SUITES)[number];
const BROWSER = /\.browser\.test\.tsx?$/;

/** The suite of a file; undefined for what `npm test` runs. */
const suiteOf = (path: string): Suite | undefined =>
  BROWSER.test(path) ? 'browser' : SUITES.find((suite) => path.startsWith(`test/${suite}/`));

/** They take several times as long as the others, and are begun before them: then no lane waits for one at the end. */
const LONG = ['journeys/quickstart', 'journeys/cli', 'faults/serving', 'journeys/training.'];

const longestFirst = (paths: readonly string[]): string[] => {
  const rank = (path: string): number => {
    const place = LONG.findIndex((long) => path.startsWith(`test/${long}`));
    return place < 0 ? LONG.length : place;
  };
  return paths.toReversed().sort((a, b) => rank(a) - rank(b));
};

const SKIPPED = /(^|\/)(node_modules|dist|fixtures\/planted)(\/|$)/;

/** The test files of a tree, in the order in which they run. */
export interface TestPlan {
  /** Cheap: some groups at once, each in one process. */
  readonly together: readonly (readonly string[])[];
  readonly wholeStack: readonly string[];
}

/**
 * Finds `*.test.ts` and `*.test.tsx`.
 * @param filters parts of paths, of which one must match; none means all
 * @param suite the files of that suite only; absent: all files that belong to none
 */
export function testFiles(root: string, filters: readonly string[], suite?: Suite): TestPlan {
  const files = globSync('**/*.test.{ts,tsx}', { cwd: root, exclude: (path) => SKIPPED.test(path) })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => suiteOf(path) === suite)
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
    .sort();
  return {
    together: groupTests(
      files.filter((path) => !WHOLE_STACK.test(path)),
      (path) => readFileSync(join(root, path), 'utf8'),
    ),
    wholeStack: longestFirst(files.filter((path) => WHOLE_STACK.test(path))),
  };
}
