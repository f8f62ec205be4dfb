import type { RunStep } from '@slipway/contracts';

type Spanned = Pick<RunStep, 'startedAt' | 'finishedAt'>;

/** Characters of a timeline: enough to see what ran beside what, and room for the rest of a table. */
const WIDTH = 24;

/**
 * A bar per step over the time from the first start to the last end, or until `now` for what goes on; empty for a step that has not begun.
 * @param now milliseconds since 1970
 */
export const timelineBars = (steps: readonly Spanned[], now: number): string[] => {
  const spans = steps.map(({ startedAt, finishedAt }) =>
    startedAt === null
      ? null
      : { from: Date.parse(startedAt), to: finishedAt === null ? now : Date.parse(finishedAt) },
  );
  const begun = spans.filter((span) => span !== null);
  const first = Math.min(...begun.map(({ from }) => from));
  const last = Math.max(...begun.map(({ to }) => to));
  const scale = WIDTH / Math.max(1, last - first);
  return spans.map((span) => {
    if (span === null) return '';
    const from = Math.min(WIDTH - 1, Math.floor((span.from - first) * scale));
    const to = Math.max(from + 1, Math.round((span.to - first) * scale));
    return '·'.repeat(from) + '█'.repeat(to - from) + '·'.repeat(Math.max(0, WIDTH - to));
  });
};
