import { readFile } from 'node:fs/promises';

/** What the marks of all steps say. */
export interface JournalReport {
  readonly marks: number;
  /** Lives of attempts: an attempt that is interrupted by another and goes on has two. */
  readonly lives: number;
  /** Steps of which two attempts lived at the same time, as sentences. */
  readonly overlaps: readonly string[];
}

/** Reads the marks of `marked-step.mjs`, in the order in which they were made. */
export const readJournal = async (path: string): Promise<JournalReport> => {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  /** The life that each step is in, and all that it has been through. */
  const now = new Map<string, string>();
  const past = new Map<string, Set<string>>();
  const overlaps = new Set<string>();
  let lives = 0;
  for (const line of lines) {
    const [run, step, attempt, pid] = line.split(' ');
    const key = `${run} ${step}`;
    const life = `attempt ${attempt} in process ${pid}`;
    const current = now.get(key);
    if (current === life) continue;
    const before = past.get(key) ?? new Set<string>();
    if (before.has(life)) overlaps.add(`${key}: ${life} went on after ${current} had begun`);
    else lives += 1;
    past.set(key, before.add(life));
    now.set(key, life);
  }
  return { marks: lines.length, lives, overlaps: [...overlaps] };
};
