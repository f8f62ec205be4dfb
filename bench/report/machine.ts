import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

/** Where and when figures were measured, as the lines of a list. `command` is what repeats them. */
export const describeMachine = (command: string): string[] => {
  const processors = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `command: \`${command}\``,
    `date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}`,
    `machine: ${processors.length} cores of ${processors[0]?.model ?? 'an unknown processor'}, ${gigabytes} GB of memory, ${type()} ${release()}`,
    `Node ${process.version}`,
  ];
};

const commit = (): string => {
  const git = (...parameters: string[]) =>
    execFileSync('git', parameters, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with uncommitted changes' : ''}`;
  } catch {
    return 'unknown';
  }
};
