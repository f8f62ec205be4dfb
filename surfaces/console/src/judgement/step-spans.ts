import type { RunStep } from '@slipway/contracts';

/** Where a step lies on the time of its run, in percent; null before it begins. */
export interface StepSpan {
  readonly left: number;
  readonly width: number;
}

/** A bar that can still be seen and hit. */
const NARROWEST = 1;

/**
 * The spans of steps over the time from the first start to the last end, or until now for what goes on.
 * @param now milliseconds since 1970
 */
export const stepSpans = (
  steps: readonly Pick<RunStep, 'startedAt' | 'finishedAt'>[],
  now: number,
): (StepSpan | null)[] => {
  const spans = steps.map(({ startedAt, finishedAt }) =>
    startedAt === null
      ? null
      : { from: Date.parse(startedAt), to: finishedAt === null ? now : Date.parse(finishedAt) },
  );
  const begun = spans.filter((span) => span !== null);
  const first = Math.min(...begun.map(({ from }) => from));
  const length = Math.max(1, Math.max(...begun.map(({ to }) => to)) - first);
  return spans.map((span) => {
    if (span === null) return null;
    const width = Math.max(NARROWEST, ((span.to - span.from) / length) * 100);
    return { left: Math.min(100 - width, ((span.from - first) / length) * 100), width };
  });
};
