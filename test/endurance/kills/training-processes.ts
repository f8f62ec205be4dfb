import { readdirSync, readFileSync } from 'node:fs';

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const pids = (): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));

const parentOf = (pid: number): number => {
  const stat = read(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
};

/** Processes of steps of the stack in `directory`, evaluators among them. */
export const stepProcesses = (directory: string): number[] =>
  pids().filter(
    (pid) =>
      read(pid, 'environ').includes('SLIPWAY_RUN_ID=') &&
      (read(pid, 'environ').includes(directory) || read(pid, 'cmdline').includes(directory)),
  );

export const evaluatorProcesses = (directory: string): number[] =>
  stepProcesses(directory).filter((pid) => read(pid, 'cmdline').includes('evaluate.main.ts'));

/** Guards that these workers have started. */
export const guardsOf = (workers: readonly number[]): number[] =>
  pids().filter(
    (pid) => workers.includes(parentOf(pid)) && read(pid, 'cmdline').includes('executor/guard.main.ts'),
  );

/** False when it was gone already, or is not there at the moment (0): the signal would go to the group of this test. */
export const signal = (pid: number, name: NodeJS.Signals): boolean => {
  if (pid <= 0) return false;
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
};
