import { readdirSync, readFileSync } from 'node:fs';

/** A living process of a session. */
export interface SessionProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that a session leader left, zombies aside (they hold nothing and wait only for their parent).
 * Empty on systems without /proc, where nothing can be said.
 * @param session process id of the leader, which was started with its own session
 */
export function sessionProcesses(session: number): SessionProcess[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    try {
      const stat = parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8'));
      if (stat.session !== session || stat.state === 'Z' || stat.state === 'X') return [];
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return [{ pid: Number(entry), command }];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

/** The name stands in parentheses and may itself hold spaces and parentheses. Source: proc_pid_stat(5). */
function parseStat(text: string): { state: string; session: number } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', session: Number(fields[3]) };
}
