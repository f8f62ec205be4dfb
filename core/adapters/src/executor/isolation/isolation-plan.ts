/** What of its machine a step does not see, or cannot change; all paths are absolute and free of links. */
export interface IsolationRules {
  /** Directories that are empty for a step, but for its own place in one of the first {@link MOST_HOMES}. */
  readonly hidden: readonly string[];
  /** Files, sockets and devices that are empty for a step. */
  readonly masked: readonly string[];
  /** Directories and files that a step can only read. */
  readonly frozen: readonly string[];
}

/** What a step is entitled to below the directories that are hidden; paths as in {@link IsolationRules}. */
export interface StepPlaces {
  /** Its own directory, with its inputs and its output; null: it has none. */
  readonly own: string | null;
  /** Directories of its own that it only reads. */
  readonly readOnly: readonly string[];
}

/**
 * One mount. `hide`: an empty file system over a directory; `keep`: the step's own directory, out of the hidden directory number
 * `home`, again where it was; `seal`: what was hidden takes no new files; `mask`: a file becomes /dev/null; `freeze`: it can only be
 * read.
 */
export type IsolationMount =
  | { readonly how: 'hide' | 'seal' | 'mask' | 'freeze'; readonly path: string }
  | { readonly how: 'keep'; readonly path: string; readonly home: number; readonly within: string };

/** The mounts of a step in their order; those that are the same for all steps can be made before it is known which one it is for. */
export interface IsolationPlan {
  readonly always: readonly IsolationMount[];
  readonly own: readonly IsolationMount[];
}

/** The programs that mount keep so many hidden directories open. */
export const MOST_HOMES = 5;

/** Whether a path is a directory or lies below it. */
const isWithin = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);

/** Without those that lie below another one, each once. */
const outermost = (paths: readonly string[]): string[] => {
  const unique = [...new Set(paths)];
  return unique.filter((path) => !unique.some((other) => other !== path && isWithin(path, other)));
};

/** The mounts that make a step see what it is entitled to, and nothing else of what the rules hide. */
export const planIsolation = (
  { hidden, masked, frozen }: IsolationRules,
  { own, readOnly }: StepPlaces,
): IsolationPlan => {
  const directories = outermost(hidden);
  const mount = (how: 'hide' | 'seal' | 'mask' | 'freeze') => (path: string) => ({ how, path });
  // The whole of a hidden directory is never anybody's own: that would hide nothing.
  const home = directories
    .slice(0, MOST_HOMES)
    .findIndex((directory) => own !== null && own !== directory && isWithin(own, directory));
  const seesOwn = own !== null && (home !== -1 || !directories.some((directory) => isWithin(own, directory)));
  return {
    always: [
      ...directories.map(mount('hide')),
      ...masked
        .filter((path) => !directories.some((directory) => isWithin(path, directory)))
        .map(mount('mask')),
      ...frozen.map(mount('freeze')),
    ],
    own: [
      ...(own === null || home === -1
        ? []
        : [
            {
              how: 'keep',
              path: own,
              home,
              within: own.slice((directories[home] as string).length + 1),
            } as const,
          ]),
      ...directories.map(mount('seal')),
      ...(seesOwn ? readOnly.filter((path) => isWithin(path, own)).map(mount('freeze')) : []),
    ],
  };
};

/** Whether a path is gone for a step with this plan. */
export const isHiddenBy = ({ always, own }: IsolationPlan, path: string): boolean =>
  always.some((mount) => mount.how === 'hide' && isWithin(path, mount.path)) &&
  !own.some((mount) => mount.how === 'keep' && isWithin(path, mount.path));
