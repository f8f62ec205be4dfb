/** So many files share a process: starting one and loading what is tested costs more than most files. */
const MOST = 16;

/**
 * What reaches beyond its file: hooks that would surround the tests of all, what is loaded in the process, the processes below it, and
 * suites of another file, whose tests could not be told apart from those of the next file that runs them.
 */
const REACHES_OUT = new RegExp(
  [
    String.raw`^(beforeEach|afterEach)\(`,
    String.raw`^\s*process\.env\.\w+ =|process\.chdir|setFlagsFromString|createRequire|require\.cache`,
    String.raw`guardsOf|runsWith|isAlive|startWorkerProcess|processTable|/proc\b`,
    String.raw`\.suite\.ts'`,
  ].join('|'),
  'm',
);

const packageOf = (file: string): string => file.split('/src/')[0] ?? file;

/**
 * Files that run in one process, one after the other, in the order given. Those of one package load the same things.
 * @param files paths below the root, with `/`
 * @param sourceOf the text of a file
 */
export const groupTests = (files: readonly string[], sourceOf: (file: string) => string): string[][] => {
  const groups: string[][] = [];
  const open = new Map<string, string[]>();
  for (const file of files) {
    const alone = !file.includes('/src/') || REACHES_OUT.test(sourceOf(file));
    const own = packageOf(file);
    const group = alone ? undefined : open.get(own);
    if (group !== undefined && group.length < MOST) group.push(file);
    else {
      const begun = [file];
      groups.push(begun);
      if (!alone) open.set(own, begun);
    }
  }
  return groups;
};
