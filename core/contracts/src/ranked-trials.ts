import type { Search, Trial } from './search.ts';

/** Trials as people read them: those of the rung that was reached last first, on a rung the best first, then those without a figure. */
export const rankedTrials = ({ plan, trials }: Pick<Search, 'plan' | 'trials'>): Trial[] => {
  const sign = plan.metric.goal === 'minimize' ? 1 : -1;
  const place = ({ metric }: Trial) => (metric === null ? Number.POSITIVE_INFINITY : sign * metric);
  return [...trials].sort(
    (a, b) => b.rung - a.rung || (place(a) === place(b) ? a.number - b.number : place(a) - place(b)),
  );
};
