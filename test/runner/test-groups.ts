/** So many files share a process: starting one and loading what is tested costs more than most files. */
const MOST = 8;

/** They look at the processes below their own, or at what they leave behind. */
const COUNTS_PROCESSES = /\/(executor|worker)\//;

/**
 * What reaches beyond its file: hooks that would surround the tests of all, what is loaded in the process, and suites of another file,
 * whose tests could not be told apart from those of the next file that runs them.
 */
const REACHES_OUT =
  /^(beforeEach|afterEach)\(|\.suite\.ts'|^\s*process\.env\.\w+ =|process\.chdir|setFlagsFromString|createRequire|require\.cache/m;

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
    const alone = !file.includes('/src/') || COUNTS_PROCESSES.test(file) || REACHES_OUT.test(sourceOf(file));
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
