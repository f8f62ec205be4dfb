/** A chapter of the quickstart begins so. */
const CHAPTER = /^\d+\. .*\[\d+ s\]$/;
/** A terminal overwrites these lines with the next one; a pipe gets them all. */
const PROGRESS = /^ {3}… /;
/** Lines of a chapter that is cut: its title, one at the start, the mark and one at the end. */
const FEWEST = 4;

/**
 * What stays on a terminal after the quickstart, in at most `lines` lines: long chapters lose their middle, which is marked
 * with how many lines it had, and lines end at `columns`. What comes after the last chapter is kept whole.
 */
export const trimCapture = (output: string, lines: number, columns: number): string => {
  const kept = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !PROGRESS.test(line));
  const blocks = blocksOf(kept);
  let cap = Math.max(FEWEST, ...blocks.map((block) => block.length));
  while (cap > FEWEST && total(blocks, cap) > lines) cap--;
  return blocks
    .flatMap((block, index) => (isLast(blocks, index) ? block : shorten(block, cap)))
    .map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line))
    .join('\n')
    .trim();
};

/** The chapters, each with the empty line before the next, and as the last block what follows the first empty line in the last chapter. */
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

const isLast = (blocks: readonly unknown[], index: number): boolean => index === blocks.length - 1;

const total = (blocks: readonly (readonly string[])[], cap: number): number =>
  blocks.reduce(
    (sum, { length }, index) => sum + (isLast(blocks, index) ? length : Math.min(length, cap)),
    0,
  );

/** Start and end tell what was asked and what came of it. */
const shorten = (block: readonly string[], cap: number): string[] => {
  if (block.length <= cap) return [...block];
  const tail = Math.floor((cap - 1) / 2);
  const head = cap - 1 - tail;
  const mark = `   [${block.length - head - tail} more lines]`;
  return [...block.slice(0, head), mark, ...block.slice(block.length - tail)];
};
