import type { ProcessEntry } from './process-table.ts';

type Member = Pick<ProcessEntry, 'pid' | 'startTicks'>;

/** One process for ever: numbers are given again. */
const identityOf = ({ pid, startTicks }: Member): string => `${pid}@${startTicks}`;

/**
 * The processes of a step: its first one, those of its process group and session, their children and children's children, and
 * those that belonged to it at an earlier look (their parent may have ended since) with theirs.
 */
export const membersOf = (
  root: number,
  table: readonly ProcessEntry[],
  earlier: readonly Member[] = [],
): ProcessEntry[] => {
  const known = new Set(earlier.map(identityOf));
  const found = new Map<number, ProcessEntry>();
  for (const entry of table) {
    const { pid, group, session } = entry;
    if (pid === root || group === root || session === root || known.has(identityOf(entry)))
      found.set(pid, entry);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const entry of table) if (found.has(entry.parent)) found.set(entry.pid, entry);
  }
  return [...found.values()];
};
