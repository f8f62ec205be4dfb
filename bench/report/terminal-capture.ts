/** A chapter of the quickstart begins so. */
const CHAPTER = /^\d+\. .*\[\d+ s\]$/;
/** A terminal overwrites these lines with the next one; a pipe gets them all. */
const PROGRESS = /^ {3}… /;
/** Lines of a chapter that is cut: its title, what it began with, the mark, and what came of it. */
const FEWEST = 4;

/**
 * What stays on a terminal after the quickstart, in at most `lines` lines if that can be: chapters lose their empty lines, long
 * ones their middle, which is marked with how many lines it had, and lines end at `columns`. What comes after the last
 * chapter is kept whole.
 */
export const trimCapture = (output: string, lines: number, columns: number): string => {
  const kept = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !PROGRESS.test(line));
  const blocks = blocksOf(kept);
  const end = blocks.pop()!;
  const chapters = blocks.map((block) => block.filter((line) => line !== ''));
  const total = (cap: number) =>
    chapters.reduce((sum, { length }) => sum + Math.min(length, cap), end.length + 1);
  let cap = Math.max(FEWEST, ...chapters.map(({ length }) => length));
  while (cap > FEWEST && total(cap) > lines) cap--;
  return [...chapters.flatMap((chapter) => shorten(chapter, cap)), '', ...end]
    .map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line))
    .join('\n')
    .trim();
};

/** What precedes the first chapter, the chapters, and as the last block the summary at the end. */
const blocksOf = (lines: readonly string[]): string[][] => {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (CHAPTER.test(line)) blocks.push([]);
    blocks.at(-1)!.push(line);
  }
  const last = blocks.pop()!;
  const end = last.indexOf('What happened');
  return end < 0 ? [...blocks, last, []] : [...blocks, last.slice(0, end), last.slice(end)];
};

/** Start and end tell what was asked and what came of it. */
const shorten = (block: readonly string[], cap: number): string[] => {
  if (block.length <= cap) return [...block];
  const tail = Math.floor((cap - 1) / 2);
  const head = cap - 1 - tail;
  const mark = `   [… ${block.length - head - tail} more lines]`;
  return [...block.slice(0, head), mark, ...block.slice(block.length - tail)];
};
