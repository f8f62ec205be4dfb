import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  readonly environment: readonly string[];
}

const nulSeparated = (path: string): string[] => readFileSync(path, 'utf8').split('\0').filter(Boolean);

/** Every living process whose facts may be read. Source: proc_pid_stat(5), proc_pid_environ(5). */
export const readProcesses = (): ProcessFacts[] =>
  readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = nulSeparated(`/proc/${pid}/cmdline`);
      return [{ pid, parent, command, environment: nulSeparated(`/proc/${pid}/environ`) }];
    } catch {
      return []; // It ended while we looked.
    }
  });

/**
 * Those of a stack: `root`, all below it, and whatever names the data directory in its command or environment, wherever
 * it hangs.
 */
export const processesOf = (
  all: readonly ProcessFacts[],
  root: number,
  dataDirectory: string,
): ProcessFacts[] => {
  const found = new Set([root]);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  const names = (texts: readonly string[]) => texts.some((text) => text.includes(dataDirectory));
  return all.filter(
    ({ pid, command, environment }) => found.has(pid) || names(command) || names(environment),
  );
};

const PROCESS_NAME = 'SLIPWAY_PROCESS_NAME=';

/** What people call it: the name that its supervisor gave it, or its program. */
export const nameOf = ({ command, environment }: ProcessFacts): string => {
  const at = command.findIndex((part) => /\.[mc]?[jt]s$/.test(part));
  const program = command[at]?.split('/').slice(-2).join('/') ?? command[0] ?? 'unknown';
  if (program === 'compose/process.main.ts')
    return environment.find((text) => text.startsWith(PROCESS_NAME))?.slice(PROCESS_NAME.length) ?? program;
  if (program === 'bin/slipway.mjs')
    return command[at + 1] === 'up' ? 'supervisor' : `slipway ${command[at + 1]}`;
  return program;
};
